import type { Lock } from '../core/locks/lock.js'
import { printable, quote } from '../core/quote.js'
import { describeDuration, type EpochMs } from '../core/time.js'

/** Writes one line for each lock that was granted or renewed. */
export function renderGrants(locks: readonly Lock[], now: EpochMs, verb: 'locked' | 'renewed' = 'locked'): string {
  return locks
    .map(
      (lock) =>
        `${verb} ${printable(lock.resource, 1_000)} (${lock.intent.action}) for ${describeDuration(lock.expiresAt - now)}, id ${lock.id.slice(0, 8)}`,
    )
    .join('\n')
}

/** Writes a table of id, holder, action, time left, resource with scope, and description. */
export function renderLockTable(locks: readonly Lock[], now: EpochMs): string {
  const rows = locks.map((lock) => [
    lock.id.slice(0, 8),
    printable(lock.owner.agent),
    lock.intent.action,
    describeDuration(lock.expiresAt - now),
    [lock.resource, ...lock.intent.scope].map((text) => printable(text)).join(' '),
    lock.intent.description === '' ? '' : quote(lock.intent.description),
  ])
  return renderColumns([['ID', 'AGENT', 'ACTION', 'LEFT', 'RESOURCE', ''], ...rows])
}

/** Left-aligned columns, two spaces apart. */
function renderColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
