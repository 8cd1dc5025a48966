import type { Workspace } from './workspace.js'

/**
 * Which paths are names of real files or folders, so that a route file such as `app/[slug]/page.tsx` is meant as
 * typed. Asks git only where a bracket or parenthesis is typed, and loads what asks only then.
 */
export async function findRealPaths(
  workspace: Workspace,
  texts: readonly string[],
): Promise<(path: string) => boolean> {
  if (!texts.some((text) => /[[(]/.test(text))) return () => false
  const { openRepository } = await import('../../git/repository.js')
  return openRepository(workspace.place, workspace.environment).realPaths()
}
