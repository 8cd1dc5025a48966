import { createHash } from 'node:crypto'
import { ProblemError } from '../../core/problems/problem.js'
import { hookEnvironment } from '../../git/environment.js'
import {
  fetchLocksCommit,
  LOCKS_NAMESPACE,
  pushLocksRef,
  readRemoteRef,
  writeLocksCommit,
} from '../../git/remote/locks-ref.js'
import { readLocksCommit } from '../../git/remote/read-locks-refs.js'
import type { RemoteCall } from '../../git/remote/remote-call.js'
import { remoteEnvironment } from '../../git/remote/quiet-environment.js'
import { decodePublishedLocks, encodeLocks, encodePublishedLocks } from '../../records/published-locks-record.js'
import type { EpochMs } from '../../core/time.js'
import type { Lock } from '../../core/locks/lock.js'
import { openRemoteMemory, type RemoteMemory } from '../../store/file/remote-memory.js'
import { readStoreId } from '../../store/file/store-id.js'
import type { LockReader } from '../../store/lock-store.js'
import type { Workspace } from '../workspace/workspace.js'
import { readActiveLocks, type ActiveLocks } from './active-locks.js'

/**
 * - `published`: the remote shows the active locks now; `current`: it showed them already.
 * - `nothing`: there are no locks, and the remote shows none.
 * - `deleted`: the remote has no ref of this store any more.
 */
export type PublishState = 'published' | 'current' | 'nothing' | 'deleted'

export interface Published {
  readonly state: PublishState
  readonly ref: string
  readonly revision: number
  readonly locks: readonly Lock[]
}

export interface PublishRequest {
  /** The remote as people read it: its name, or its URL without credentials. */
  readonly remote: string
  readonly url: string
  readonly what: 'publish' | 'delete'
  /** Find out what would change, and write nothing. */
  readonly isDryRun: boolean
  /** Begin with what this clone remembers of the remote, because a hook has no time to ask the remote first. */
  readonly trustsMemory: boolean
  /** The limit for all calls to the remote together. */
  readonly timeoutMs: number
}

/** Everything that one publication works with. */
interface Publishing {
  /** Reads the active locks as they are now. */
  readonly readLocks: () => Promise<ActiveLocks>
  readonly now: () => EpochMs
  readonly request: PublishRequest
  readonly book: RemoteMemory
  readonly ref: string
  readonly store: string
  /** A call to the remote, limited to the time that is left. */
  readonly call: () => RemoteCall
}

/** Other processes publish the same store. Each time that one of them was faster, publishing starts again. */
const ATTEMPTS = 5

/**
 * Shows the active locks of this store under one ref of a remote. First the remote's ref is read, then the store, and
 * then the ref is set if it has not changed since. So a record is only replaced by locks that were read after it, and
 * an older state never replaces a newer one.
 *
 * @throws ProblemError `remote-refuses`, `remote-unreachable`, `remote-newer`, `contended`; of area `store` when the
 *   locks cannot be read
 */
export async function publishLocks(
  workspace: Workspace,
  locks: LockReader,
  request: PublishRequest,
): Promise<Published> {
  const publishing = await openPublishing(workspace, locks, request)
  const known = request.trustsMemory ? publishing.book.publication(request.url) : null
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const observed = attempt === 0 && known !== null ? known.id : await readRemoteRef(publishing.call(), publishing.ref)
    const result = await (request.what === 'delete' ? remove(publishing, observed) : show(publishing, observed))
    if (result !== null) return result
  }
  throw new ProblemError({ area: 'store', code: 'contended', attempts: ATTEMPTS })
}

async function openPublishing(
  { place, folders, environment, now }: Workspace,
  locks: LockReader,
  request: PublishRequest,
): Promise<Publishing> {
  const env = await remoteEnvironment(place, hookEnvironment(environment))
  const store = readStoreId(folders.locks, true)
  const end = Date.now() + request.timeoutMs
  const remote = { name: request.remote, url: request.url }
  const call = (): RemoteCall => ({ place, env, remote, timeoutMs: end - Date.now() })
  const book = openRemoteMemory(folders.locks)
  const readLocks = (): Promise<ActiveLocks> => readActiveLocks(locks, now)
  return { readLocks, now, request, book, store, ref: `${LOCKS_NAMESPACE}${store}`, call }
}

/** Null when another process was faster. */
async function show(publishing: Publishing, observed: string | null): Promise<Published | null> {
  const { request, book, ref } = publishing
  const active = await publishing.readLocks()
  const sum = sumOfLocks(active.locks)
  const done = (state: PublishState): Published => ({ state, ref, ...active })
  if (observed === null && active.locks.length === 0) {
    if (!request.isDryRun) book.setPublication(request.url, null)
    return done('nothing')
  }
  if (observed !== null && (await isShown(publishing, observed, active, sum))) {
    if (!request.isDryRun) remember(publishing, active, observed, sum)
    return done('current')
  }
  if (request.isDryRun) return done('published')
  const id = await replace(publishing, active, observed)
  if (id === null) return null
  remember(publishing, active, id, sum)
  return done('published')
}

/**
 * Replaces the record on the remote. A record has no parent commit, because the history would grow by thousands of
 * records. Only a server with `receive.denyNonFastForwards`, which `git init --shared` sets, demands the last record as
 * the parent.
 *
 * @returns null when another process was faster
 */
async function replace(publishing: Publishing, active: ActiveLocks, observed: string | null): Promise<string | null> {
  const id = await write(publishing, active, null)
  try {
    return (await push(publishing, id, observed)) ? id : null
  } catch (error) {
    const isRefused = error instanceof ProblemError && error.problem.code === 'remote-refuses'
    if (!isRefused || observed === null || !error.problem.reason.includes('non-fast-forward')) throw error
  }
  const { call, ref } = publishing
  const { place, env } = call()
  if ((await readLocksCommit(place, env, observed)) === null) await fetchLocksCommit(call(), ref)
  const next = await write(publishing, active, observed)
  return (await push(publishing, next, observed)) ? next : null
}

/** True when that commit shows these locks, by what this clone remembers of writing it, or else by its record. */
async function isShown(
  { request, book, call, ref }: Publishing,
  id: string,
  active: ActiveLocks,
  sum: string,
): Promise<boolean> {
  const known = book.publication(request.url)
  if (known?.id === id) return known.sum === sum
  const { place, env } = call()
  let content = await readLocksCommit(place, env, id)
  if (content === null) {
    await fetchLocksCommit(call(), ref)
    content = await readLocksCommit(place, env, id)
  }
  const record = content === null ? null : decodePublishedLocks(content)
  if (record?.ok !== true) return false
  const published = record.value.revision
  if (published > active.revision) {
    throw new ProblemError({
      ...{ area: 'git', code: 'remote-newer', remote: request.remote },
      ...{ published, revision: active.revision },
    })
  }
  return sumOfLocks(record.value.locks) === sum
}

function write({ now, store, call }: Publishing, active: ActiveLocks, parent: string | null): Promise<string> {
  const publishedAt = now()
  const { place, env } = call()
  const content = encodePublishedLocks({ store, publishedAt, ...active })
  return writeLocksCommit(place, env, { content, at: publishedAt, parent })
}

async function remove(publishing: Publishing, observed: string | null): Promise<Published | null> {
  const { request, book, ref, readLocks } = publishing
  const active = await readLocks().catch(nothingActive)
  if (!request.isDryRun) {
    if (observed !== null && !(await push(publishing, null, observed))) return null
    book.setPublication(request.url, null)
  }
  return { state: observed === null ? 'nothing' : 'deleted', ref, ...active }
}

/** The ref is deleted even when the locks cannot be read. */
function nothingActive(error: unknown): ActiveLocks {
  if (error instanceof ProblemError && error.problem.area === 'store') return { revision: 0, locks: [] }
  throw error
}

/** False when another process was faster. */
async function push({ request, call, ref }: Publishing, id: string | null, expected: string | null): Promise<boolean> {
  const outcome = await pushLocksRef(call(), { ref, id, expected })
  if (outcome.kind !== 'refused') return outcome.kind === 'done'
  const { remote } = request
  throw new ProblemError({ area: 'git', code: 'remote-refuses', remote, ref, reason: outcome.reason })
}

/** Remembers what the remote shows. An empty list counts as nothing, so that the next push need not ask. */
function remember({ request, book }: Publishing, active: ActiveLocks, id: string, sum: string): void {
  book.setPublication(request.url, active.locks.length === 0 ? null : { id, sum })
}

/** A checksum that tells one list of locks from another. */
export function sumOfLocks(locks: readonly Lock[]): string {
  return createHash('sha256').update(encodeLocks(locks)).digest('hex').slice(0, 32)
}
