import { resolve } from 'node:path'
import type { ToolUse } from '../../programs/agent-event.js'
import type { Conflict } from '../../core/locks/conflict.js'
import { findShellWrites } from '../../core/shell/find-writes.js'
import type { ShellWrite } from '../../core/shell/write.js'
import { unreachable } from '../../core/unreachable.js'
import { readDirtyPaths } from '../../git/changes/dirty-paths.js'
import { hookEnvironment } from '../../git/environment.js'
import type { Place } from '../../git/place.js'
import { readStagedChanges } from '../../git/changes/staged-changes.js'
import type { LockStore } from '../../store/lock-store.js'
import { locksOf } from '../workspace/locks-of.js'
import type { Workspace } from '../workspace/workspace.js'
import { folderOf, openForAgent, type AgentCall } from './agent-call.js'
import { findHome, findTargets } from './find-targets.js'
import { findPathConflicts, readForeignLocks } from './judge-paths.js'

/** The conflicts of a tool call in one worktree. */
export interface Judged {
  readonly workspace: Workspace
  /** The open store from which the locks were read. */
  readonly locks: LockStore
  /** The files that the tool edits, relative to the top of the worktree; empty for a shell command. */
  readonly edited: readonly string[]
  readonly conflicts: readonly Conflict[]
}

/** Judges a tool call in each worktree that it would evidently change. @throws ProblemError if that cannot be judged */
export async function judgeTool(call: AgentCall): Promise<readonly Judged[]> {
  const judged: Judged[] = []
  for (const use of call.event.uses) judged.push(...(await judgeUse(call, use)))
  return judged
}

async function judgeUse(call: AgentCall, use: ToolUse): Promise<readonly Judged[]> {
  switch (use.kind) {
    case 'edit': {
      const targets = findTargets(use.paths, folderOf(call))
      return each(targets, ({ place, paths }) => judge(call, place, async () => paths, true))
    }
    case 'shell':
      // The command asks to bypass the guard, so the guard of the commit decides and logs the bypass.
      if (use.command.includes('HOLDFAST_BYPASS=')) return []
      return each(distinct(findShellWrites(use.command)), (write) =>
        judgeWrite(call, write, resolve(folderOf(call), use.cwd ?? '.')),
      )
    default:
      return unreachable(use)
  }
}

/** A command that says the same many times asks git once. */
function distinct(writes: readonly ShellWrite[]): readonly ShellWrite[] {
  return [...new Map(writes.map((write) => [JSON.stringify(write), write])).values()]
}

async function judgeWrite(call: AgentCall, write: ShellWrite, start: string): Promise<readonly Judged[]> {
  const folder = resolve(start, write.folder)
  if (write.kind === 'paths') {
    const targets = findTargets(write.paths, folder)
    return each(targets, ({ place, paths }) => judge(call, place, async () => paths, false))
  }
  const place = findHome(folder)
  return place === null ? [] : judge(call, place, (workspace) => findWritten(workspace, write), false)
}

/** Asks git for the changed files of a shell command only when other agents hold locks. */
async function judge(
  call: AgentCall,
  place: Place,
  find: (workspace: Workspace) => Promise<readonly string[]>,
  isEdit: boolean,
): Promise<readonly Judged[]> {
  const workspace = await openForAgent(call, place)
  if (workspace === null) return []
  const locks = locksOf(workspace)
  const foreign = await readForeignLocks(workspace, locks)
  if (foreign.length === 0 && !isEdit) return []
  const paths = await find(workspace)
  const conflicts = foreign.length === 0 ? [] : findPathConflicts(workspace, paths, foreign)
  return [{ workspace, locks, edited: isEdit ? paths : [], conflicts }]
}

async function findWritten(
  { place, environment }: Workspace,
  write: Exclude<ShellWrite, { kind: 'paths' }>,
): Promise<readonly string[]> {
  const env = hookEnvironment(environment)
  if (write.kind === 'staged') {
    const staged = (await readStagedChanges(place, env)).map(({ path }) => path)
    return write.all ? [...staged, ...(await readDirtyPaths(place, env)).tracked] : staged
  }
  const { tracked, untracked } = await readDirtyPaths(place, env)
  return [...(write.tracked ? tracked : []), ...(write.untracked ? untracked : [])]
}

async function each<T>(
  items: readonly T[],
  judgeOne: (item: T) => Promise<readonly Judged[]>,
): Promise<readonly Judged[]> {
  const judged: Judged[] = []
  for (const item of items) judged.push(...(await judgeOne(item)))
  return judged
}
