import type { RefusalSite } from '../mail/alert-conflict.js'
import type { Change, CommitAuthorship } from '../../core/change.js'
import { refused } from '../../core/problems/parsed.js'
import { believeAuthorship, nameBlocked, type Pusher } from '../../core/locks/pusher.js'
import { hookEnvironment } from '../../git/environment.js'
import { readReceivedChanges } from '../../git/changes/received-changes.js'
import { isDeletion, parseReceiveLines, type ReceiveLine } from '../../git/changes/ref-updates.js'
import { guardChanges, type GuardResult } from '../guard/guard-changes.js'
import { locksOf } from '../workspace/locks-of.js'
import type { Workspace } from '../workspace/workspace.js'
import { checkPublications, isPublication, type RefusedRef } from './check-publications.js'
import { joinPublishedLocks } from './join-published-locks.js'
import { loadServerPolicy, type ServerPolicy } from './server-policy.js'

/** `let-through`: the push contains nothing that could touch a path, such as a push that only deletes refs. */
export type ReceiveResult =
  | { readonly kind: 'let-through' }
  | { readonly kind: 'refs-refused'; readonly refs: readonly RefusedRef[] }
  | { readonly kind: 'judged'; readonly result: GuardResult }

/**
 * Checks a received push, for the hook `pre-receive`: compares every commit that the repository does not have yet with
 * the locks of the server's store and the locks that clones have published.
 *
 * @param bypass the reason to let this push through, if the server allows a bypass; empty without one
 * @throws ProblemError as `guardChanges`, and of area `config` and `agent`
 */
export async function guardReceive(workspace: Workspace, input: Uint8Array, bypass: string): Promise<ReceiveResult> {
  const env = hookEnvironment(workspace.environment)
  const lines = parseReceiveLines(input)
  const policy = loadServerPolicy(workspace.settings.holdfast, workspace.environment)
  const refs = await checkPublications(workspace, env, policy, lines)
  if (refs.length > 0) return { kind: 'refs-refused', refs }
  const sent = lines.filter((line) => !isPublication(line) && !isDeletion(line))
  if (sent.length === 0) return { kind: 'let-through' }
  return { kind: 'judged', result: await judge(workspace, sent, policy, bypass) }
}

function judge(
  workspace: Workspace,
  sent: readonly ReceiveLine[],
  { pusher, allowsBypass }: ServerPolicy,
  bypass: string,
): Promise<GuardResult> {
  const env = hookEnvironment(workspace.environment)
  const ids = [...new Set(sent.map(({ newId }) => newId))]
  // No agent works on the server: each commit says whose it is, and the server holds no lock.
  const nobody = { ...workspace, identity: refused({ area: 'agent', code: 'nobody' }) }
  return guardChanges(nobody, joinPublishedLocks(locksOf(workspace), workspace, env), {
    readChanges: async () => believeChanges(await readReceivedChanges(workspace.place, env, ids), pusher),
    describeSite: () => Promise.resolve(describeSite(sent)),
    bypass: allowsBypass ? bypass : '',
    nameBlocked: (conflicts) => nameBlocked(pusher, conflicts),
  })
}

/** Judges the authorship of each commit once, because the changes of a commit share one authorship object. */
function believeChanges(changes: readonly Change[], pusher: Pusher): readonly Change[] {
  const believed = new Map<CommitAuthorship, CommitAuthorship>()
  return changes.map((change) => {
    if (change.commit === undefined) return change
    const authorship = believed.get(change.commit) ?? believeAuthorship(change.commit, pusher)
    believed.set(change.commit, authorship)
    return { ...change, commit: authorship }
  })
}

function describeSite(sent: readonly ReceiveLine[]): RefusalSite {
  const branch = Buffer.from(sent[0]?.ref ?? '', 'latin1').toString('utf8')
  return { hook: 'pre-receive', branch, commit: sent[0]?.newId ?? null, tree: null }
}
