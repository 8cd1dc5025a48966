import { alertConflict } from '../mail/alert-conflict.js'
import { toAgentName, type AgentName } from '../../core/agent-name.js'
import type { Conflict } from '../../core/locks/conflict.js'
import type { Lock } from '../../core/locks/lock.js'
import type { Workspace } from '../workspace/workspace.js'
import type { Environment } from '../../core/settings/environment.js'
import { logOf } from '../workspace/log-of.js'
import { mailOf } from '../workspace/mail-of.js'
import { isFolder } from '../../disk/look.js'

/** The agent named in an ALERT when nothing tells whose commits were refused. */
const NOBODY = 'gate' as AgentName

/**
 * Sends one ALERT for a refusal, as a hook does and with the same rule against repetition. Without a store, as in a
 * fresh clone of CI, no ALERT is sent, because nobody would read it. A failing mailbox changes no verdict.
 *
 * @returns how many agents were alerted
 */
export async function alertFromGate(
  workspace: Workspace,
  conflicts: readonly Conflict[],
  locks: readonly Lock[],
  { branch, head }: { readonly branch: string | null; readonly head: string | null },
): Promise<number> {
  const { folders, policy } = workspace
  const [first] = conflicts
  if (first === undefined || !(isFolder(folders.locks) || isFolder(folders.comm))) return 0
  const blocked = whoseCommits(conflicts, workspace.environment)
  const holders = locks.map((lock) => lock.owner.agent)
  const site = { hook: 'gate', branch, commit: head, tree: null }
  const text = `gate: ${first.change.path} (locked by ${first.lock.owner.agent}), ${conflicts.length} in all`
  logOf(workspace).append({ kind: 'refused', agent: blocked, text })
  const request = { blocked, conflicts, site, configured: policy.agents, holders, bypass: null, now: workspace.now() }
  try {
    return (await alertConflict(mailOf(workspace), request)).length
  } catch {
    return 0
  }
}

/** The agent of the trailer, else the author of the commit, else the user who started the run. */
function whoseCommits(conflicts: readonly Conflict[], environment: Environment): AgentName {
  const commits = conflicts.flatMap(({ change }) => (change.commit === undefined ? [] : [change.commit]))
  const named = commits.flatMap(({ agents }) => agents)[0]
  if (named !== undefined) return named
  const author = commits[0]?.authorEmail.split('@')[0] ?? ''
  const actor = environment['GITHUB_ACTOR'] ?? environment['GITLAB_USER_LOGIN'] ?? ''
  return toAgentName(author) ?? toAgentName(actor) ?? NOBODY
}
