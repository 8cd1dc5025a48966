/** Input and output of a command: the result goes to standard output, everything else to standard error. */
export interface Terminal {
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
  /** True when a person watches standard error, so that progress may be shown there. */
  readonly isWatched: boolean
  /** Asks the person at the terminal. Without a terminal the answer is yes. */
  readonly confirm: (question: string) => Promise<boolean>
  /** Ends when the user interrupts, or when standard output cannot be written any more: for what prints until then. */
  readonly unread: AbortSignal
  /**
   * The whole of standard input; null where it has more than `limit` bytes.
   *
   * @throws ProblemError `input-unreadable`, also where the user interrupts
   */
  readonly readInput: (limit: number) => Promise<Uint8Array | null>
}

/** Prints the result of a command: one JSON object, or the same as text. */
export function printResult(terminal: Terminal, asJson: boolean, json: object, text: string): void {
  if (asJson) terminal.print(JSON.stringify(json, null, 2))
  else if (text !== '') terminal.print(text)
}
