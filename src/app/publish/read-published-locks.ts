import type { Lock } from '../../core/locks/lock.js'
import { DAY_MS, MAX_TTL_MS, type EpochMs } from '../../core/time.js'
import { LOCKS_NAMESPACE } from '../../git/remote/locks-ref.js'
import type { Place } from '../../git/place.js'
import { readLocksRefs } from '../../git/remote/read-locks-refs.js'
import { decodePublishedLocks, MAX_PUBLISHED_BYTES } from '../../records/published-locks-record.js'
import type { UnreadableLock } from '../../store/lock-store.js'
import type { Environment } from '../../core/settings/environment.js'

/** The publication of one store. */
export interface PublishedStore {
  readonly ref: string
  readonly store: string
  readonly revision: number
  readonly publishedAt: EpochMs
  readonly lockCount: number
}

export interface PublishedLocksRead {
  /** The locks of all stores, also expired ones: the verdict compares the time, as for every lock. */
  readonly locks: readonly Lock[]
  readonly stores: readonly PublishedStore[]
  /** Refs that contain no record of locks. As in a store, they never count as free. */
  readonly unreadable: readonly UnreadableLock[]
}

export interface PublishedLocksOptions {
  /** The namespace of the refs in this repository. Default `refs/holdfast/locks/`, to which clones push them. */
  readonly namespace?: string
  /** A store to leave out, because its own state is newer than what it has published. */
  readonly exceptStore?: string | null
  /** Default: the clock of this machine. */
  readonly now?: EpochMs
}

/**
 * No lock lives longer than 7 days from its last renewal, and the clocks of two machines may differ by a day: what ends
 * later was written by hand. It would keep everybody out for ever, and counts for nothing.
 */
const LONGEST_MS = MAX_TTL_MS + DAY_MS

/**
 * The locks that clones have published into this repository, read without network. The hook of a server joins them with
 * the locks of its own store before the verdict:
 *
 *   const published = await readPublishedLocks(workspace.place, hookEnvironment(workspace.environment))
 *   requireReadable({ ...snapshot, unreadable: [...snapshot.unreadable, ...published.unreadable] })
 *   decideVerdict(changes, [...snapshot.locks, ...published.locks], me, moment)
 *
 * A push of `refs/holdfast/locks/*` itself changes no path, and has to pass. In a clone, `fetchPublishedLocks` fetches
 * the refs into another namespace.
 *
 * @param env from `hookEnvironment`, which in pre-receive also leads to the quarantine
 * @throws ProblemError of area `git`
 */
export async function readPublishedLocks(
  place: Place,
  env: Environment,
  { namespace = LOCKS_NAMESPACE, exceptStore = null, now = Date.now() }: PublishedLocksOptions = {},
): Promise<PublishedLocksRead> {
  const locks: Lock[] = []
  const stores: PublishedStore[] = []
  const unreadable: UnreadableLock[] = []
  for (const { ref, ...found } of await readLocksRefs(place, env, namespace, MAX_PUBLISHED_BYTES)) {
    const record =
      found.content === null ? { ok: false as const, reason: found.reason } : decodeUnder(ref, found.content)
    if (!record.ok) {
      unreadable.push({ path: ref, reason: record.reason })
    } else if (record.value.store !== exceptStore) {
      const { store, revision, publishedAt } = record.value
      const counted = record.value.locks.filter((lock) => lock.expiresAt <= Math.min(publishedAt, now) + LONGEST_MS)
      stores.push({ ref, store, revision, publishedAt, lockCount: counted.length })
      locks.push(...counted)
    }
  }
  return { locks, stores, unreadable }
}

function decodeUnder(ref: string, content: Uint8Array): ReturnType<typeof decodePublishedLocks> {
  const record = decodePublishedLocks(content)
  if (!record.ok || ref.endsWith(`/${record.value.store}`)) return record
  return { ok: false, reason: `it is of the store ${record.value.store}` }
}
