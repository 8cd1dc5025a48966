import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { TestContext } from 'vitest'
import { inProject } from './project.js'

/** A program of one of the development dependencies, or of those that scripts/test-tools.mjs lists. */
export function npmProgram(name: string): string {
  const [own = '', beside = ''] = ['.bin', '.test-tools/node_modules/.bin'].map((folder) =>
    inProject(`node_modules/${folder}/${name}`),
  )
  return existsSync(own) ? own : beside
}

/** A Node that runs the MCP Inspector: this one, or where it is too old the one that scripts/test-tools.mjs lists then. */
export function nodeOfInspector(): string {
  const isNew = process.versions.node.localeCompare('22.19.0', 'en', { numeric: true }) >= 0
  return isNew ? process.execPath : npmProgram('node')
}

/** Where a program is missing, a test of it says how to get it; in CI it fails. The list is scripts/test-tools.mjs. */
export function requireProgram(context: TestContext, program: string): void {
  if (isAbsolute(program) ? existsSync(program) : spawnSync(program, ['--version']).error === undefined) return
  const advice = `There is no ${program}: node scripts/install-test-tools.mjs installs it or says how`
  if (process.env['CI'] === undefined) context.skip(advice)
  throw new Error(advice)
}

/** A program of git's own that some systems have in a package of its own. */
export function requireGitPart(context: TestContext, name: string): void {
  const folder = spawnSync('git', ['--exec-path'], { encoding: 'utf8' }).stdout.trim()
  if (['', '.exe'].some((ending) => existsSync(join(folder, name + ending)))) return
  const advice = `There is no ${name} in ${folder}: install the whole git (Debian: git; Fedora, Alpine: git-daemon)`
  if (process.env['CI'] === undefined) context.skip(advice)
  throw new Error(advice)
}
