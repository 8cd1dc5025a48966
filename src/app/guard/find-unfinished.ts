import { resolve } from 'node:path'
import { findUnfinished, type Unfinished } from '../../git/unfinished.js'
import type { Environment } from '../../core/settings/environment.js'

export interface RefusedHook {
  readonly hook: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment: Environment
}

/** The git operation that this refusal leaves unfinished. Works also when the rest of the repository cannot be read. */
export function findUnfinishedWork({ hook, args, cwd, environment }: RefusedHook): Unfinished | null {
  // A refused push leaves nothing unfinished.
  if (hook === 'pre-push') return null
  return findUnfinished(resolve(cwd, environment['GIT_DIR'] ?? '.git'), { name: hook, args })
}
