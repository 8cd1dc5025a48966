/**
 * Installs programs that tests run and `npm ci` does not bring, if that is possible: as root with apt-get, and with npm
 * into a folder of its own. Prints nothing and takes no time if nothing is missing. It never fails: a test that misses
 * its program says so by itself.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installDebianTools, isProgram } from './debian-tools.mjs'
import { NPM_TEST_TOOLS, NPM_TEST_TOOLS_FOLDER, TEST_TOOLS } from './test-tools.mjs'

const folder = fileURLToPath(new URL(`../${NPM_TEST_TOOLS_FOLDER}`, import.meta.url))

installDebianTools(TEST_TOOLS)

const missingOfNpm = NPM_TEST_TOOLS.filter(({ program }) => !isProgram(join(folder, 'node_modules/.bin', program)))
if (missingOfNpm.length > 0 && !installOfNpm(NPM_TEST_TOOLS.map(({ spec }) => spec))) {
  console.error('npm does not install them; tests of these programs say so')
}

function installOfNpm(specs) {
  console.error(`Installing for the tests: ${specs.join(', ')}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--silent', ...specs]
  const isWindows = process.platform === 'win32'
  return spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: isWindows }).status === 0
}
