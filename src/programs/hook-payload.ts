/** An object in the JSON of an event. Every value in it is from outside. */
export type HookPayload = Readonly<Record<string, unknown>>

const MAX_TEXT = 4_096

/** Gives null for a text that is not a JSON object. */
export function parsePayload(text: string): HookPayload | null {
  try {
    // Windows shells put a byte order mark before the text.
    return asPayload(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch {
    return null
  }
}

export function asPayload(value: unknown): HookPayload | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as HookPayload) : null
}

/**
 * Gives the first of these fields that is a text of 1 to 4,096 characters, or else an empty text. No path or id is
 * longer.
 */
export function textAt(payload: HookPayload | null, ...names: readonly string[]): string {
  const texts = names.map((name) => payload?.[name])
  return texts.find((text): text is string => typeof text === 'string' && text !== '' && text.length <= MAX_TEXT) ?? ''
}

/** Reads an object, or the JSON text of one: some programs send the arguments of a tool as text. */
export function objectAt(payload: HookPayload | null, name: string): HookPayload | null {
  const value = payload?.[name]
  return typeof value === 'string' && value.startsWith('{') ? parsePayload(value) : asPayload(value)
}

export function listAt(payload: HookPayload | null, name: string): readonly unknown[] {
  const value = payload?.[name]
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}
