/** Closes a switch: the compiler refuses the call while the switch lacks a case. */
export function unreachable(value: never): never {
  throw new Error(`unreachable value: ${JSON.stringify(value)}`)
}
