/** What git was doing when it was refused, and how to leave it: told after a refusal, which may be met first. */
export function renderUnfinished({ what, leave }: { readonly what: string; readonly leave: string }): string {
  return `The ${what} is not finished. This gives everything back as it was before:\n  ${leave}`
}
