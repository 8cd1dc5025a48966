import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'vitest'

/** A program of one of the development dependencies. */
export function npmProgram(name: string): string {
  return fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url))
}

/** Where a program is missing, a test of it says how to get it; in CI it fails. The list is scripts/test-tools.mjs. */
export function requireProgram(context: TestContext, program: string): void {
  if (spawnSync(program, ['--version']).error === undefined) return
  const advice = `${program} is not on the PATH: node scripts/install-test-tools.mjs installs it or says how`
  if (process.env['CI'] === undefined) context.skip(advice)
  throw new Error(advice)
}
