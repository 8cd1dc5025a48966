/** The result of one check. `fix` is a command to type; `repair` is what `--fix` runs, and returns what it did. */
export interface Finding {
  readonly check: string
  readonly isGood: boolean
  readonly text: string
  readonly fix: string | null
  readonly repair: (() => Promise<string>) | null
}

export function good(check: string, text: string): Finding {
  return { check, isGood: true, text, fix: null, repair: null }
}

export function bad(check: string, text: string, fix: string | null, repair: Finding['repair'] = null): Finding {
  return { check, isGood: false, text, fix, repair }
}
