/** A problem for people: a sentence with names and values, then commands to type. */
export interface ProblemText {
  readonly sentence: string
  readonly tryThis: readonly string[]
}
