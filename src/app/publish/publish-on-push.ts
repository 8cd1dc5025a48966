import { describeProblem, ProblemError } from '../../core/problems/problem.js'
import { quote } from '../../core/quote.js'
import { HOUR_MS, SECOND_MS } from '../../core/time.js'
import { withoutCredentials } from '../../git/remote/remote-url.js'
import { openRemoteMemory, type RemoteMemory } from '../../store/file/remote-memory.js'
import type { LockReader } from '../../store/lock-store.js'
import type { Workspace } from '../workspace/workspace.js'
import { readActiveLocks } from './active-locks.js'
import { publishLocks } from './publish-locks.js'

export interface PushTarget {
  /** The remote's name, or its URL when it has no name, as git passes it to pre-push. */
  readonly remote: string
  readonly url: string
}

/** The user waits for a push of their own: one round trip to a remote takes a second or two. */
const TIMEOUT_MS = 8 * SECOND_MS
/** For this time, no push asks a remote that could not be reached. */
const PAUSE_MS = HOUR_MS

/**
 * Updates the published locks on the remote of a push, if the policy `publish` says so. Never throws. Does not ask a
 * remote that already shows the active locks, or that has refused. The user gets each message only once.
 *
 * @returns a line for the user; null when there is nothing new to say
 */
export async function publishOnPush(
  workspace: Workspace,
  locks: LockReader,
  target: PushTarget,
): Promise<string | null> {
  if (workspace.policy.publish === 'off' || target.url === '') return null
  const book = openRemoteMemory(workspace.folders.locks)
  try {
    return (await isWanted(workspace, locks, book, target.url)) ? await publish(workspace, locks, book, target) : null
  } catch (error) {
    return `holdfast: the locks were not published: ${quote(error instanceof Error ? error.message : String(error))}`
  }
}

async function isWanted(
  { now }: Pick<Workspace, 'now'>,
  locks: LockReader,
  book: RemoteMemory,
  url: string,
): Promise<boolean> {
  const note = book.note(url)
  const isResting = note?.refusal != null && (note.retryAt === null || now() < note.retryAt)
  if (isResting) return false
  return book.publication(url) !== null || (await readActiveLocks(locks, now)).locks.length > 0
}

async function publish(
  workspace: Workspace,
  locks: LockReader,
  book: RemoteMemory,
  target: PushTarget,
): Promise<string | null> {
  const { url } = target
  const remote = withoutCredentials(target.remote)
  const isTold = book.note(url)?.isTold ?? false
  const request = { remote, url, what: 'publish', isDryRun: false, trustsMemory: true, timeoutMs: TIMEOUT_MS } as const
  try {
    const { ref } = await publishLocks(workspace, locks, request)
    book.setNote(url, { refusal: null, retryAt: null, isTold: true })
    if (isTold) return null
    return `holdfast: the active locks are published to ${quote(remote)} as ${ref}, for CI (git config holdfast.publish off ends it)`
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return noteFault(workspace, book, url, error, isTold)
  }
}

/** After a refusal, only `git holdfast publish` tries again. After other problems, a later push does. */
function noteFault(
  workspace: Workspace,
  book: RemoteMemory,
  url: string,
  { problem }: ProblemError,
  isTold: boolean,
): string {
  const { sentence, tryThis } = describeProblem(problem)
  if (problem.code === 'remote-refuses') book.setNote(url, { refusal: problem.reason, retryAt: null, isTold })
  if (problem.code === 'remote-unreachable')
    book.setNote(url, { refusal: problem.reason, retryAt: workspace.now() + PAUSE_MS, isTold })
  return `holdfast: the locks are not published, so that CI does not know them: ${sentence}\nTry:\n  ${tryThis.join('\n  ')}`
}
