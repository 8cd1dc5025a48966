import type { Workspace } from './workspace.js'

/**
 * Tells which paths name real files or folders, so that a route file such as `app/[slug]/page.tsx` means itself. Loads
 * the code and asks git only when a text contains a bracket or parenthesis.
 */
export async function findRealPaths(
  workspace: Workspace,
  texts: readonly string[],
): Promise<(path: string) => boolean> {
  if (!texts.some((text) => /[[(]/.test(text))) return () => false
  const { openRepository } = await import('../../git/repository.js')
  return openRepository(workspace.place, workspace.environment).realPaths()
}
