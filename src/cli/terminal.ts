/** The door to the person or program in front: standard output is the result, standard error everything else. */
export interface Terminal {
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
  /** Somebody looks at standard error: progress may be shown there. */
  readonly isWatched: boolean
  /** Asks on a terminal; where nobody can be asked, the answer is yes. */
  readonly confirm: (question: string) => Promise<boolean>
  readonly readInput: () => Promise<Uint8Array>
}

/** The result of a command: one JSON object, or the same in words. */
export function printResult(terminal: Terminal, asJson: boolean, json: object, text: string): void {
  if (asJson) terminal.print(JSON.stringify(json, null, 2))
  else if (text !== '') terminal.print(text)
}
