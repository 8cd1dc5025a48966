import { describeProblem, ProblemError } from '../../core/problems/problem.js'
import { quote } from '../../core/quote.js'
import { HOUR_MS, SECOND_MS } from '../../core/time.js'
import { withoutCredentials } from '../../git/remote/remote-url.js'
import { openPublicationBook, type PublicationBook } from '../../store/file/remote-memory.js'
import type { LockReader } from '../../store/lock-store.js'
import type { Workspace } from '../workspace/workspace.js'
import { readActiveLocks } from './active-locks.js'
import { publishLocks } from './publish-locks.js'

export interface PushTarget {
  /** As git tells pre-push: the remote's name, or its URL where it has none. */
  readonly remote: string
  readonly url: string
}

/** The user waits for a push of their own: one round trip to a remote takes a second or two. */
const TIMEOUT_MS = 8 * SECOND_MS
/** A remote that could not be asked is left alone for so long. */
const PAUSE_MS = HOUR_MS

/**
 * Brings the published locks up to date on the remote that is pushed to anyway, where the policy `publish` says so.
 * Never throws, and asks the remote nothing while it shows what it should, or once it has refused.
 *
 * @returns a line for the user, once for each thing that there is to say; null otherwise
 */
export async function publishOnPush(
  workspace: Workspace,
  locks: LockReader,
  target: PushTarget,
): Promise<string | null> {
  if (workspace.policy.publish === 'off' || target.url === '') return null
  const book = openPublicationBook(workspace.folders.locks)
  try {
    return (await isWanted(workspace, locks, book, target.url)) ? await publish(workspace, locks, book, target) : null
  } catch (error) {
    return `holdfast: the locks were not published: ${quote(error instanceof Error ? error.message : String(error))}`
  }
}

async function isWanted(
  { now }: Pick<Workspace, 'now'>,
  locks: LockReader,
  book: PublicationBook,
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
  book: PublicationBook,
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

/** A refusal stands until somebody asks again by hand; whatever else keeps us from the remote may pass. */
function noteFault(
  workspace: Workspace,
  book: PublicationBook,
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
