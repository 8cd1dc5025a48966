/** What a person reads: what happened, with names and values; then commands that can be typed. */
export interface ProblemText {
  readonly sentence: string
  readonly tryThis: readonly string[]
}
