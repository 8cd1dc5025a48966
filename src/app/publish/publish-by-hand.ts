import type { Lock } from '../../core/locks/lock.js'
import { ProblemError } from '../../core/problems/problem.js'
import { SECOND_MS } from '../../core/time.js'
import { hookEnvironment } from '../../git/environment.js'
import { listRemotes, readPushUrls, withoutCredentials } from '../../git/remote/remote-url.js'
import { openRemoteMemory } from '../../store/file/remote-memory.js'
import type { LockReader } from '../../store/lock-store.js'
import { locksOf } from '../workspace/locks-of.js'
import type { Workspace } from '../workspace/workspace.js'
import { publishLocks, type Published, type PublishRequest, type PublishState } from './publish-locks.js'

export interface PublishOptions {
  /** A name or URL. Default: `origin`, or the only remote. */
  readonly remote?: string | undefined
  /** Deletes the ref of this store on the remote. Default false. */
  readonly delete?: boolean
  /** Says what would change, and writes nothing. Default false. */
  readonly dryRun?: boolean
}

export interface PublishResult {
  /** `refs/holdfast/locks/<store id>` */
  readonly ref: string
  readonly revision: number
  readonly locks: readonly Lock[]
  /** One for each push URL of the remote. */
  readonly remotes: readonly { readonly url: string; readonly state: PublishState }[]
}

const TIMEOUT_MS = 60 * SECOND_MS

/**
 * Shows the active locks to CI on request, as pre-push does by itself. A remote that has refused before is asked again.
 *
 * @throws ProblemError `remote-missing`, and as {@link publishLocks} does
 */
export async function publishToRemote(workspace: Workspace, options: PublishOptions = {}): Promise<PublishResult> {
  const { place } = workspace
  const env = hookEnvironment(workspace.environment)
  const remote = options.remote ?? (await findRemote(workspace))
  const urls = await readPushUrls(place, env, remote)
  const isDryRun = options.dryRun ?? false
  const what = options.delete === true ? 'delete' : 'publish'
  const base = {
    remote: withoutCredentials(remote),
    what,
    isDryRun,
    trustsMemory: false,
    timeoutMs: TIMEOUT_MS,
  } as const
  const reader = locksOf(workspace)
  const results: [url: string, published: Published][] = []
  for (const url of urls) results.push([url, await publishTo(workspace, reader, { ...base, url })])
  const [[, first] = []] = results
  if (first === undefined) throw new ProblemError({ area: 'git', code: 'remote-missing', remote })
  const { ref, revision, locks } = first
  const remotes = results.map(([url, { state }]) => ({ url: withoutCredentials(url), state }))
  return { ref, revision, locks, remotes }
}

async function publishTo(workspace: Workspace, reader: LockReader, request: PublishRequest): Promise<Published> {
  const book = openRemoteMemory(workspace.folders.locks)
  try {
    const published = await publishLocks(workspace, reader, request)
    if (!request.isDryRun) book.setNote(request.url, { refusal: null, retryAt: null, isTold: true })
    return published
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'remote-refuses')
      book.setNote(request.url, { refusal: error.problem.reason, retryAt: null, isTold: true })
    throw error
  }
}

async function findRemote({ place, environment }: Workspace): Promise<string> {
  const names = await listRemotes(place, hookEnvironment(environment))
  const [only] = names
  return names.length === 1 && only !== undefined ? only : 'origin'
}
