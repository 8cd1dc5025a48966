import type { Change } from '../../core/change.js'
import type { Owner } from '../../core/locks/lock.js'
import { decideVerdict, type Verdict } from '../../core/locks/verdict.js'
import { hostName } from '../../processes/host.js'
import { requireReadable } from '../locks/require-readable.js'
import { momentOf, type Workspace } from '../workspace/workspace.js'

/**
 * What the locks say of these changes, for whoever asks. Where nobody can be named every lock is somebody else's.
 *
 * @throws ProblemError of area `store`: state that cannot be read is never free
 */
export async function checkChanges(workspace: Workspace, changes: readonly Change[]): Promise<Verdict> {
  const snapshot = await workspace.locks.read()
  requireReadable(snapshot)
  return decideVerdict(changes, snapshot.locks, askerOf(workspace), momentOf(workspace))
}

/** Paths as typed by somebody who wants to edit them. */
export function toChanges(paths: readonly string[]): readonly Change[] {
  return paths.map((path) => ({ path, kind: 'modified', isSubmodule: false }))
}

export function askerOf(workspace: Workspace): Owner {
  const { identity } = workspace
  if (!identity.ok) return { agent: '' as Owner['agent'], session: '', host: hostName() }
  const { agent, session } = identity.value
  return { agent, session, host: hostName() }
}
