import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'vitest'

/** A program of one of the development dependencies, or of those that scripts/test-tools.mjs lists. */
export function npmProgram(name: string): string {
  const [own = '', beside = ''] = ['.bin', '.test-tools/node_modules/.bin'].map((folder) =>
    fileURLToPath(new URL(`../../node_modules/${folder}/${name}`, import.meta.url)),
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
