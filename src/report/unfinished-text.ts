/** What git was doing when it was refused, and how to leave it: told after a refusal, which may be met first. */
export function renderUnfinished({ what, leave }: { readonly what: string; readonly leave: string }): string {
  if (what === 'move')
    return `Was it a fast-forward or a reset, git has moved the files already. This moves them back:\n  ${leave}`
  return `The ${what} is not finished. This gives everything back as it was before:\n  ${leave}`
}
