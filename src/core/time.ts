import { parsed, refused, type Parsed } from './problems/parsed.js'
import type { UsageProblem } from './problems/usage-problem.js'

/** Milliseconds since 1970-01-01T00:00:00Z. Core never reads a clock: every time is passed in. */
export type EpochMs = number

export const SECOND_MS = 1_000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** The bounds of a lock's life. */
export const MIN_TTL_MS = 1_000
export const MAX_TTL_MS = 7 * DAY_MS

const UNIT_MS: Readonly<Record<string, number>> = { s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS }

/** Reads a typed duration, such as `90`, `90s`, `30m`, `2h` or `1d`, into milliseconds. A bare number is in seconds. */
export function parseDuration(text: string, option: string): Parsed<number, UsageProblem> {
  const match = /^(\d{1,9})([smhd]?)$/.exec(text.trim())
  const [, digits = '', unit = ''] = match ?? []
  const unitMs = UNIT_MS[unit === '' ? 's' : unit]
  if (match === null || unitMs === undefined) return refused({ area: 'usage', code: 'not-a-duration', option, text })
  return parsed(Number(digits) * unitMs)
}

/** Gives `12 min`, `45 s`, `3 h 5 min`, `2 d 4 h`; `0 s` for a negative duration. */
export function describeDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.ceil(durationMs / SECOND_MS))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return joinUnits(hours, 'h', minutes % 60, 'min')
  return joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

/** Gives `2026-11-21T14:05:00Z`, rounded up to whole seconds: both protocols write an expiry like this. */
export function toUtcSeconds(time: EpochMs): string {
  return `${new Date(Math.ceil(time / SECOND_MS) * SECOND_MS).toISOString().slice(0, 19)}Z`
}
