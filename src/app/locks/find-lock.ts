import { isOwn, type Moment } from '../../core/locks/lock-rules.js'
import type { Lock, Owner } from '../../core/locks/lock.js'
import type { LockProblem } from '../../core/problems/lock-problem.js'
import { parsed, refused, type Parsed } from '../../core/problems/parsed.js'

const MIN_ID_PREFIX = 4

/** The lock that a `path|id` argument names: by resource, id or the beginning of the id. Own locks come first. */
export function findLock(
  locks: readonly Lock[],
  reference: string,
  me: Owner,
  moment: Moment,
): Parsed<Lock, LockProblem> {
  const byResource = locks.filter((lock) => lock.resource === tidy(reference))
  const own = byResource.filter((lock) => isOwn(lock.owner, me, moment.ownership))
  const byId = locks.filter((lock) => reference.length >= MIN_ID_PREFIX && lock.id.startsWith(reference))
  const found = own.length > 0 ? own : byResource.length > 0 ? byResource : byId
  const [first, ...rest] = found
  if (first === undefined) return refused({ area: 'lock', code: 'lock-not-found', reference })
  if (rest.length > 0)
    return refused({ area: 'lock', code: 'lock-ambiguous', reference, matches: found.map((lock) => lock.id) })
  return parsed(first)
}

function tidy(reference: string): string {
  const segments = reference
    .normalize('NFC')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
  return segments.join('/')
}
