import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { describeProblem, ProblemError } from '../../core/problems/problem.js'
import { printable } from '../../core/quote.js'
import { HOUR_MS } from '../../core/time.js'
import type { Environment } from '../../core/settings/environment.js'
import { makeScratch, removeScratch } from '../../disk/scratch.js'
import type { GitAnswer } from '../../git/run-git.js'
import { lockPaths } from '../locks/lock-paths.js'
import { lockingOf } from '../locks/locking.js'
import { logOf } from '../workspace/log-of.js'
import { openWorkspace, type Workspace } from '../workspace/workspace.js'
import { repairHooks } from './check-hooks.js'
import { bad, good, type Finding } from './finding.js'

/** A canary is a commit or a push that the guard has to refuse. */
export interface CanarySubject {
  readonly what: 'a commit' | 'a push'
  /** The quoted worktree or repository, for people. */
  readonly where: string
  /** The command that installs the guard. */
  readonly fix: string
  /** Prepares the change of one path in a temporary folder. */
  readonly stage: (folder: string, path: string) => Promise<StagedCanary>
  /** A variable that switches the hooks off; null where there is none. */
  readonly switchedOffBy: string | null
}

export interface StagedCanary {
  /** Where the holder of the lock works, and with what variables. */
  readonly cwd: string
  readonly environment: Environment
  /** Runs the hook on the change. */
  readonly run: () => Promise<GitAnswer>
}

/** Locks a path for another agent, lets the hook judge a change of it, and looks for the refusal in the log. */
export async function proveRefusal(workspace: Workspace, subject: CanarySubject): Promise<Finding> {
  const { what, where, fix } = subject
  const folder = makeScratch('canary')
  try {
    const { isRefused, answer } = await release(subject, folder)
    if (isRefused) return good('canary', `${where} refuses ${what} over a lock of another agent`)
    const text = `${where} does not refuse ${what} over a lock of another agent${explain(answer, subject)}`
    return bad('canary', text, fix, repairHooks(workspace))
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { sentence, tryThis } = describeProblem(error.problem)
    return bad('canary', `${where}: ${sentence}`, tryThis[0] ?? null)
  } finally {
    removeScratch(folder)
  }
}

/** The variables that lead the hook to the temporary locks, mail and log of the canary. */
export function canaryVariables(folder: string): Environment {
  const store = join(folder, 'store')
  return {
    HOLDFAST_CANARY: store,
    HOLDFAST_LOCKS_DIR: join(store, 'locks'),
    HOLDFAST_COMM_ROOT: join(store, 'comm'),
  }
}

async function release(subject: CanarySubject, folder: string): Promise<{ isRefused: boolean; answer: GitAnswer }> {
  const path = `holdfast-canary-${randomUUID()}`
  const { cwd, environment, run } = await subject.stage(folder, path)
  const holder = await openWorkspace({ cwd, environment, agent: 'holdfast-canary-holder' })
  const intent = { scope: [], action: 'WRITE', description: 'canary of doctor', priority: 9 } as const
  const request = { ...intent, resources: [path], ttlMs: HOUR_MS, literal: true, pid: null, waitMs: 0 }
  await lockPaths(holder, lockingOf(holder), request)
  const answer = await run()
  // The exit code alone proves nothing: a hook may end with 1 for many reasons.
  const isLogged = logOf(holder)
    .last(LOG_LENGTH)
    .some(({ kind, text }) => kind === 'refused' && text.includes(path))
  return { isRefused: isLogged && answer.exitCode !== 0, answer }
}

/** The log says when a path is locked and when a change is refused. */
const LOG_LENGTH = 10

function explain({ stderr }: GitAnswer, { switchedOffBy }: CanarySubject): string {
  if (switchedOffBy !== null) return `: ${switchedOffBy} switches the hooks off in this shell`
  const said = stderr.trim().split('\n').at(-1) ?? ''
  return said === '' ? '' : `; its hook says: ${printable(said, 200)}`
}
