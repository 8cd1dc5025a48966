import { literalPrefix } from '../core/patterns/literal-prefix.js'
import type { TableRow } from './lock-table-row.js'

/**
 * Gives the entries by which the shell part of the hooks finds that no changed path is near a lock: one entry for each
 * folder that the lock's patterns begin with,
 *
 *   <agent> <name of its file> <expiry, ms> <how> <folder>
 *
 * `how` consists of `=` (covers the folder's own path), `/` (covers all beneath it) and `*` (only matching can tell). A
 * folder is plain ASCII without quotes and backslashes, so that a shell reads it unchanged. A pattern whose folder has
 * other characters is listed under the nearest folder above without them, with `*`.
 */
export function toIndexEntries({ lock, file }: TableRow): readonly string[] {
  const { owner, covers, expiresAt } = lock
  const hows = new Map<string, string>()
  const add = (folder: string, how: string): void => {
    const known = hows.get(folder) ?? ''
    if (!known.includes(how)) hows.set(folder, known + how)
  }
  for (const pattern of covers.includes) {
    const { folder, rest } = literalPrefix(pattern)
    const readable = readableFolder(folder)
    add(readable, readable !== folder || covers.excludes.length > 0 ? '*' : HOW[rest])
  }
  return [...hows].map(([folder, how]) => `${owner.agent} ${file} ${expiresAt} ${how} ${folder}`)
}

const HOW = { nothing: '=', anything: '/', pattern: '*' } as const

/** Gives the folder, or the nearest one above it, that JSON, a shell and git all write the same. */
function readableFolder(folder: string): string {
  if (READABLE.test(folder)) return folder
  const segments = folder.split('/')
  return segments
    .slice(
      0,
      Math.max(
        0,
        segments.findIndex((segment) => !READABLE.test(segment)),
      ),
    )
    .join('/')
}

const READABLE = /^[ !#-[\]-~]*$/
