import { randomUUID } from 'node:crypto'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { describeProblem, ProblemError } from '../../core/problems/problem.js'
import { printable, quote } from '../../core/quote.js'
import { HOUR_MS } from '../../core/time.js'
import { runCanaryHook, stageCanary } from '../../git/hooks/canary-commit.js'
import { hookEnvironment } from '../../git/environment.js'
import { findHookSetup } from '../../git/hooks/find-owner.js'
import type { GitAnswer } from '../../git/run-git.js'
import { isGuardedByConfig } from '../install/guarded-hooks.js'
import { lockPaths, type LockRequest } from '../locks/lock-paths.js'
import { openWorkspace, type Workspace } from '../workspace/workspace.js'
import type { Environment } from '../../core/settings/environment.js'
import { lockingOf } from '../locks/locking.js'
import { logOf } from '../workspace/log-of.js'
import { bad, good, type Finding } from './finding.js'
import { repairHooks } from './check-hooks.js'
import { makeScratch, removeScratch } from '../../disk/scratch.js'

/**
 * Proves that the guard works in one worktree: runs the hook that git runs there for a commit that has to be refused.
 * The commit has its own temporary lock, mail, log, index, objects and worktree.
 */
export async function checkCanary(workspace: Workspace): Promise<Finding> {
  const where = quote(workspace.place.top ?? workspace.place.gitDir)
  const folder = makeScratch('canary')
  try {
    const { isRefused, answer } = await release(workspace, folder)
    if (isRefused) return good('canary', `${where} refuses a commit over a lock of another agent`)
    const text = `${where} does not refuse a commit over a lock of another agent${explain(answer, workspace.environment)}`
    return bad('canary', text, 'git holdfast init', repairHooks(workspace))
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { sentence, tryThis } = describeProblem(error.problem)
    return bad('canary', `${where}: ${sentence}`, tryThis[0] ?? null)
  } finally {
    removeScratch(folder)
  }
}

async function release(workspace: Workspace, folder: string): Promise<{ isRefused: boolean; answer: GitAnswer }> {
  const { place } = workspace
  const path = `holdfast-canary-${randomUUID()}`
  const canary = await stageCanary(place, workspace.environment, folder, path)
  const env = { ...canary.env, ...variablesOf(folder) }
  const holder = await openWorkspace({ cwd: canary.cwd, environment: env, agent: 'holdfast-canary-holder' })
  await lockPaths(holder, lockingOf(holder), requestFor(path))
  const answer = await runCanaryHook('pre-commit', await findHooksFolder(workspace), { ...canary, env })
  // A hook may end with 1 for many reasons: only the log proves that the guard refused.
  const isRefused = logOf(holder)
    .last(LOG_LENGTH)
    .some(({ kind, text }) => kind === 'refused' && text.includes(path))
  return { isRefused: isRefused && answer.exitCode !== 0, answer }
}

/** No folder when git finds the guard by its configuration: the hooks in the folder also run then, and are not ours. */
async function findHooksFolder(workspace: Workspace): Promise<string> {
  if (await isGuardedByConfig(workspace)) return devNull
  return (await findHookSetup(workspace.place, hookEnvironment(workspace.environment))).folder
}

/** The canary logs two events: its lock and the refusal. */
const LOG_LENGTH = 10

function variablesOf(folder: string): Environment {
  return {
    HOLDFAST_CANARY: join(folder, 'store'),
    HOLDFAST_LOCKS_DIR: join(folder, 'store', 'locks'),
    HOLDFAST_COMM_ROOT: join(folder, 'store', 'comm'),
    HOLDFAST_AGENT: 'holdfast-canary',
    HOLDFAST_SESSION: '',
    // Settings that let commits through, or judge them otherwise, must not change the proof.
    HOLDFAST_BYPASS: undefined,
    HOLDFAST_ON_ERROR: undefined,
    HOLDFAST_OWNERSHIP: undefined,
    // The temporary worktree has no configuration of pre-commit, which would then stop before the guard.
    PRE_COMMIT_ALLOW_NO_CONFIG: '1',
    PREK_ALLOW_NO_CONFIG: '1',
  }
}

function requestFor(path: string): LockRequest {
  const intent = { scope: [], action: 'WRITE', description: 'canary of doctor', priority: 9 } as const
  return { ...intent, resources: [path], ttlMs: HOUR_MS, literal: true, pid: null, waitMs: 0 }
}

/** With one of these variables set, the program that runs the hooks skips all of them. */
const SWITCHES: readonly (readonly [name: string, off: string])[] = [
  ['HUSKY', '0'],
  ['LEFTHOOK', '0'],
  ['SKIP_SIMPLE_GIT_HOOKS', '1'],
]

function explain({ stderr }: GitAnswer, environment: Environment): string {
  const off = SWITCHES.find(([name, value]) => environment[name] === value)
  if (off !== undefined) return `: ${off[0]}=${off[1]} switches the hooks off in this shell`
  const said = stderr.trim().split('\n').at(-1) ?? ''
  return said === '' ? '' : `; its hook says: ${printable(said, 200)}`
}
