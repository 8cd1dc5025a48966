/** An object of the event's JSON. Every value in it is from outside. */
export type HookPayload = Readonly<Record<string, unknown>>

const MAX_TEXT = 4_096

/** Null where the text is no JSON object. */
export function parsePayload(text: string): HookPayload | null {
  try {
    // Windows shells put a byte order mark in front.
    return asPayload(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch {
    return null
  }
}

export function asPayload(value: unknown): HookPayload | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as HookPayload) : null
}

/** The first of these that is a text and not empty; empty where none is. Longer ones than any path or id are none. */
export function textAt(payload: HookPayload | null, ...names: readonly string[]): string {
  const texts = names.map((name) => payload?.[name])
  return texts.find((text): text is string => typeof text === 'string' && text !== '' && text.length <= MAX_TEXT) ?? ''
}

/** An object, or the JSON of one: some programs send a tool's arguments as text. */
export function objectAt(payload: HookPayload | null, name: string): HookPayload | null {
  const value = payload?.[name]
  return typeof value === 'string' && value.startsWith('{') ? parsePayload(value) : asPayload(value)
}

export function listAt(payload: HookPayload | null, name: string): readonly unknown[] {
  const value = payload?.[name]
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}
