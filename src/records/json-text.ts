/** The result of reading a file: a value, or a clause that says what is wrong with the file. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

/** Refuses bytes that are not UTF-8: with replacement characters, two different files could look the same. */
export function readJson(content: Uint8Array): Decoded<unknown> {
  if (content.length === 0) return { ok: false, reason: 'it is empty' }
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)) }
  } catch (error) {
    return { ok: false, reason: error instanceof SyntaxError ? 'it is not JSON' : 'it is not UTF-8' }
  }
}
