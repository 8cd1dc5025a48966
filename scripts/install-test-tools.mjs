/**
 * Installs what tests run and npm does not bring, where that can be done: as root, with apt-get. Says nothing and takes
 * no time where all is there. It never fails: a test that misses its program says so by itself.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { TEST_TOOLS } from './test-tools.mjs'

const missing = TEST_TOOLS.filter(({ program }) => !isOnPath(program))
if (missing.length > 0) {
  const isInstalled = process.getuid?.() === 0 && isOnPath('apt-get') && installAll(missing.map(({ debian }) => debian))
  if (!isInstalled) for (const tool of missing) console.error(explain(tool))
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isProgram(join(folder, program)))
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function installAll(packages) {
  console.error(`Installing for the tests: ${packages.join(', ')}`)
  const install = () => aptGet('install', '--yes', '--quiet', '--no-install-recommends', ...packages)
  // The lists of packages may be missing or old.
  return install() || (aptGet('update', '--quiet') && install())
}

function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
}

function explain({ program, debian, elsewhere }) {
  return `Tests of ${program} need it on the PATH: apt-get install ${debian}, or see ${elsewhere}`
}
