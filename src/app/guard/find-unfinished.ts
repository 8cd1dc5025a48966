import { resolve } from 'node:path'
import { findUnfinished, type Unfinished } from '../../git/unfinished.js'
import type { Environment } from '../../core/settings/environment.js'

export interface RefusedHook {
  readonly hook: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment: Environment
}

/** What git is left in the middle of by this refusal, also where nothing else of the repository can be read. */
export function findUnfinishedWork({ hook, args, cwd, environment }: RefusedHook): Unfinished | null {
  // A push leaves nothing behind.
  if (hook === 'pre-push') return null
  return findUnfinished(resolve(cwd, environment['GIT_DIR'] ?? '.git'), { name: hook, args })
}
