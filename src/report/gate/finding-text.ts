import { createHash } from 'node:crypto'
import type { ConflictGroup } from '../../core/locks/conflict-groups.js'
import { printable, quote } from '../../core/quote.js'
import { describeDuration, toUtcSeconds, type EpochMs } from '../../core/time.js'
import { countOf } from '../count.js'

const MAX_COMMITS = 3

/** Writes one printable line: the holder, the action, the resource, the reason, the expiry, and the commits. */
export function describeFinding({ lock, changes }: ConflictGroup, now: EpochMs): string {
  const why = lock.intent.description === '' ? '' : `, ${quote(lock.intent.description)}`
  const until = `until ${toUtcSeconds(Math.min(lock.expiresAt, LATEST))} (${describeDuration(lock.expiresAt - now)} left)`
  const held = `locked by ${printable(lock.owner.agent)}: ${lock.intent.action} on ${quote(lock.resource)}${why}, ${until}`
  return `${held}; ${describeCommits(changes.flatMap(({ commit }) => (commit === undefined ? [] : [commit.id])))}`
}

/** The last time that has a year of four digits. */
const LATEST = Date.UTC(9999, 11, 31)

function describeCommits(ids: readonly string[]): string {
  const shown = ids.slice(0, MAX_COMMITS).map((id) => id.slice(0, 10))
  const left = ids.length - shown.length
  return `changed in ${shown.join(', ')}${left > 0 ? ` and ${countOf(left, 'more commit')}` : ''}`
}

/** The same path under the same lock has the same fingerprint in every run, and no other finding has it. */
export function fingerprintOf({ path, bytes, lock }: ConflictGroup): string {
  const name = bytes === undefined ? `u${path}` : `b${bytes}`
  return createHash('sha256').update(`${name}\0${lock.id}`).digest('hex')
}
