/** The whole name of a git object: SHA-1, or SHA-256. */
export const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text)
}
