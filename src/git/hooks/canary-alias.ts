import { join } from 'node:path'
import { runGit, type GitAnswer, type GitCall } from '../run-git.js'

/** A hook may end with any code, and none of them is a fault of git. */
export const ANY_CODE = Array.from({ length: 256 }, (_, code) => code)

/** Runs a hook file as an alias of git, which starts it by the same shell as a hook, from the same folder. */
export function runByAlias(
  hook: string,
  hooksFolder: string,
  call: GitCall,
  options: readonly string[] = [],
): Promise<GitAnswer> {
  const path = join(hooksFolder, hook).replaceAll("'", String.raw`'\''`)
  return runGit([...options, '-c', `alias.holdfast-canary=!'${path}'`, 'holdfast-canary'], call)
}
