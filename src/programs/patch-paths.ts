const MAX_PATHS = 10_000

/**
 * Every file that an `apply_patch` body touches: added, updated, deleted, and both sides of a move. The body is the
 * text between `*** Begin Patch` and `*** End Patch`; what stands around it is passed over.
 */
export function findPatchPaths(patch: string): readonly string[] {
  const paths = new Set<string>()
  for (const [, path = ''] of patch.matchAll(/^\*\*\* (?:(?:Add|Update|Delete) File|Move to): ([^\r\n]+)/gm)) {
    if (paths.size === MAX_PATHS) break
    paths.add(path.trim())
  }
  return [...paths].filter((path) => path !== '')
}
