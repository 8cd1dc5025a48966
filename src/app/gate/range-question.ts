/** Where a range begins: at a commit, at the tip of a branch of the remote, or at the very first commit. */
export type Base =
  | { readonly kind: 'commit'; readonly name: string }
  | { readonly kind: 'branch'; readonly name: string }
  | { readonly kind: 'nothing' }

/** The range that a run of CI asks about, before its commits are looked up. */
export type RangeQuestion =
  /** A deleted branch brings no commit. */
  | { readonly kind: 'empty'; readonly what: string }
  | {
      readonly kind: 'range'
      /** For people: `pull request 12`. */
      readonly what: string
      readonly branch: string | null
      readonly head: string
      /** The first base that can be found counts. */
      readonly bases: readonly [Base, ...Base[]]
      /** A merge of head into its base that CI made and checked out. Its first parent is the newest base. */
      readonly testMerge?: string
    }

export function isZero(id: string | undefined): boolean {
  return id === undefined || /^0*$/.test(id)
}

export function commitBase(name: string): Base {
  return { kind: 'commit', name }
}
