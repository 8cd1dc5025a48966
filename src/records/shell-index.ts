import { literalPrefix } from '../core/patterns/literal-prefix.js'
import type { TableRow } from './lock-table-row.js'

/**
 * What the shell part of the hooks needs to know of a lock to say that no changed path comes near it: one entry for
 * each folder that its patterns begin with,
 *
 *   <agent> <name of its file> <expiry, ms> <how> <folder>
 *
 * `how` is made of `=` (covers the folder's own path), `/` (covers all beneath it) and `*` (only matching can tell). A
 * folder is plain ASCII without quotes and backslashes, so that a shell reads it as it stands; a pattern that begins
 * otherwise is listed under the folder above, with `*`.
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

/** The folder, or the nearest above it, that is written the same in JSON, in a shell and by git. */
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
