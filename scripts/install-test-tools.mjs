/**
 * Installs what tests run and `npm ci` does not bring, where that can be done: as root with apt-get, and with npm into a
 * folder of its own. Says nothing and takes no time where all is there. It never fails: a test that misses its program says so by itself.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NPM_TEST_TOOLS, NPM_TEST_TOOLS_FOLDER, TEST_TOOLS } from './test-tools.mjs'

const folder = fileURLToPath(new URL(`../${NPM_TEST_TOOLS_FOLDER}`, import.meta.url))

const missing = TEST_TOOLS.filter(({ program }) => !isOnPath(program))
if (missing.length > 0) {
  const isInstalled = process.getuid?.() === 0 && isOnPath('apt-get') && installAll(missing.map(({ debian }) => debian))
  if (!isInstalled) for (const tool of missing) console.error(explain(tool))
}

const missingOfNpm = NPM_TEST_TOOLS.filter(({ program }) => !isProgram(join(folder, 'node_modules/.bin', program)))
if (missingOfNpm.length > 0 && !installOfNpm(NPM_TEST_TOOLS.map(({ spec }) => spec))) {
  console.error('npm does not install them; tests of these programs say so')
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

function installOfNpm(specs) {
  console.error(`Installing for the tests: ${specs.join(', ')}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--silent', ...specs]
  const isWindows = process.platform === 'win32'
  return spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: isWindows }).status === 0
}

function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
}

function explain({ program, debian, elsewhere }) {
  return `Tests of ${program} need it on the PATH: apt-get install ${debian}, or see ${elsewhere}`
}
