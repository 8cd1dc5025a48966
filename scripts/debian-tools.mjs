/** Installs programs and Python modules from Debian packages, where that can be done: as root, with apt-get. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Says nothing and takes no time where all is there. It never fails: who misses a program afterwards says so.
 *
 * @param tools `{ program | pythonModule, debian, elsewhere }`: what has to be there, its package, where others find it
 */
export function installDebianTools(tools) {
  const missing = tools.filter((tool) => !isThere(tool))
  if (missing.length === 0) return
  const canInstall = process.getuid?.() === 0 && isOnPath('apt-get')
  if (canInstall && installAll(missing.map(({ debian }) => debian))) return
  for (const tool of missing) console.error(explain(tool))
}

export function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function isThere({ program, pythonModule }) {
  if (pythonModule === undefined) return isOnPath(program)
  // Debian's own Python is the one that its packages are for.
  return spawnSync('/usr/bin/python3', ['-c', `import ${pythonModule}`], { stdio: 'ignore' }).status === 0
}

function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isProgram(join(folder, program)))
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

function explain({ program, pythonModule, debian, elsewhere }) {
  const what = program ?? `the Python module ${pythonModule}`
  return `Tests of ${what} need it: apt-get install ${debian}, or see ${elsewhere}`
}
