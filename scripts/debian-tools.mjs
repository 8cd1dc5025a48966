/** Installs programs and Python modules from Debian packages, if that is possible: as root, with apt-get. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Prints nothing and takes no time if nothing is missing. It never fails: a test that misses a program says so.
 *
 * @param tools `{ program | pythonModule, debian, elsewhere }`: the tool, its package, and its address on other systems
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
  // Debian's packages install modules for Debian's own Python.
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
