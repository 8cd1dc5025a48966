import type { RefusalSite } from '../mail/alert-conflict.js'
import { hookEnvironment } from '../../git/environment.js'
import { readPushedChanges } from '../../git/changes/commit-changes.js'
import { parsePushListing } from '../../git/changes/push-listing.js'
import { isZeroId, parsePushLines, type PushLine } from '../../git/changes/ref-updates.js'
import { guardChanges, type GuardResult } from './guard-changes.js'
import type { LockReader } from '../../store/lock-store.js'
import type { Workspace } from '../workspace/workspace.js'

export interface PushRequest {
  /** Reads what hooks/pre-push pipes, or what git gives the hook. Waits until git has listed the paths. */
  readonly readInput: () => Uint8Array
  /** The remote's name, or its URL when it has no name. */
  readonly remote: string
  readonly url: string
}

/** Checks a push, for the hook `pre-push`: every commit that the remote does not have yet. */
export function guardPush(
  workspace: Workspace,
  locks: LockReader,
  { readInput, remote, url }: PushRequest,
): Promise<GuardResult> {
  const env = hookEnvironment(workspace.environment)
  const listing = once(() => parsePushListing(readInput()))
  const lines = once(() => parsePushLines(listing().updates))
  return guardChanges(workspace, locks, {
    glance: () => (lines().length === 0 ? [] : listing().changes),
    readChanges: () => readPushedChanges(workspace.place, env, { lines: lines(), remote, url }),
    describeSite: () => Promise.resolve(describeSite(lines())),
    bypass: workspace.environment['HOLDFAST_BYPASS'] ?? '',
  })
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function describeSite(lines: readonly PushLine[]): RefusalSite {
  const sent = lines.find((line) => !isZeroId(line.localId))
  return { hook: 'pre-push', branch: sent?.remoteRef ?? null, commit: sent?.localId ?? null, tree: null }
}
