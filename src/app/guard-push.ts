import type { RefusalSite } from '../alert/alert-conflict.js'
import { hookEnvironment } from '../git/environment.js'
import { readPushedChanges } from '../git/commit-changes.js'
import { isZeroId, parsePushLines, type PushLine } from '../git/push-lines.js'
import { guardChanges, type GuardResult } from './guard-changes.js'
import type { Workspace } from './workspace.js'

export interface PushRequest {
  /** What git gives pre-push on standard input. */
  readonly updates: Uint8Array
  /** The remote's name, or its URL where it has none. */
  readonly remote: string
  readonly url: string
}

/** What `pre-push` asks: every commit that the remote does not have yet. */
export function guardPush(workspace: Workspace, request: PushRequest): Promise<GuardResult> {
  const env = hookEnvironment(workspace.environment)
  const lines = parsePushLines(request.updates)
  return guardChanges(workspace, {
    readChanges: () => readPushedChanges(workspace.place, env, { lines, remote: request.remote, url: request.url }),
    describeSite: () => Promise.resolve(describeSite(lines)),
    bypass: workspace.environment['HOLDFAST_BYPASS'] ?? '',
  })
}

function describeSite(lines: readonly PushLine[]): RefusalSite {
  const sent = lines.find((line) => !isZeroId(line.localId))
  return { hook: 'pre-push', branch: sent?.remoteRef ?? null, commit: sent?.localId ?? null, tree: null }
}
