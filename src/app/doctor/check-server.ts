import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { describeProblem, ProblemError } from '../../core/problems/problem.js'
import { printable, quote } from '../../core/quote.js'
import { HOUR_MS } from '../../core/time.js'
import { runCanaryReceive, stageCanaryPush } from '../../git/hooks/canary-push.js'
import { foreignEnvironment, hookEnvironment } from '../../git/environment.js'
import { findHookSetup } from '../../git/hooks/find-owner.js'
import { findGuardedHooks } from '../install/guarded-hooks.js'
import { lockingOf } from '../locks/locking.js'
import { lockPaths } from '../locks/lock-paths.js'
import { logOf } from '../workspace/log-of.js'
import { openWorkspace, type Workspace } from '../workspace/workspace.js'
import { bad, good, type Finding } from './finding.js'
import { repairHooks } from './check-hooks.js'
import { makeScratch, removeScratch } from '../../disk/scratch.js'

const INSTALL = 'git holdfast init --server'

/** Checks the guard of a bare repository against pushes. One that only holds worktrees needs no guard. */
export async function checkServer(workspace: Workspace, hasWorktrees: boolean): Promise<readonly Finding[]> {
  const { place } = workspace
  if (!place.isBare) return []
  const where = quote(place.commonDir)
  const isInstalled = (await findGuardedHooks(workspace)).every((hook) => hook.installed)
  if (!isInstalled && hasWorktrees) return []
  if (!isInstalled) {
    return [bad('hooks', `${where} takes every push: it has no guard in pre-receive`, INSTALL, repairHooks(workspace))]
  }
  return [good('hooks', `${where} checks the pushes that arrive`), await checkCanaryPush(workspace, where)]
}

/** Proves the guard: runs the hook for a push that has to be refused, with temporary lock, mail, log and objects. */
async function checkCanaryPush(workspace: Workspace, where: string): Promise<Finding> {
  const folder = makeScratch('canary')
  try {
    const said = await release(workspace, folder)
    if (said === null) return good('canary', `${where} refuses a push over a lock of another agent`)
    const why = said === '' ? '' : `; its hook says: ${printable(said, 200)}`
    const text = `${where} does not refuse a push over a lock of another agent${why}`
    return bad('canary', text, INSTALL, repairHooks(workspace))
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { sentence, tryThis } = describeProblem(error.problem)
    return bad('canary', `${where}: ${sentence}`, tryThis[0] ?? null)
  } finally {
    removeScratch(folder)
  }
}

/** Null when the log proves that the guard refused; else the last line that the hook printed. */
async function release(workspace: Workspace, folder: string): Promise<string | null> {
  const { place, environment } = workspace
  const name = `holdfast-canary-${randomUUID()}`
  const push = await stageCanaryPush(place, environment, folder, name)
  const store = {
    HOLDFAST_CANARY: join(folder, 'store'),
    HOLDFAST_LOCKS_DIR: join(folder, 'store', 'locks'),
    HOLDFAST_COMM_ROOT: join(folder, 'store', 'comm'),
  }
  const env = { ...foreignEnvironment(environment), ...store }
  const holder = await openWorkspace({ cwd: place.commonDir, environment: env, agent: 'holdfast-canary-holder' })
  const intent = { scope: [], action: 'WRITE', description: 'canary of doctor', priority: 9 } as const
  const request = { ...intent, resources: [name], ttlMs: HOUR_MS, literal: true, pid: null, waitMs: 0 }
  await lockPaths(holder, lockingOf(holder), request)
  const setup = await findHookSetup(place, hookEnvironment(environment))
  const { exitCode, stderr } = await runCanaryReceive(place, setup.folder, push, store)
  const isLogged = logOf(holder)
    .last(LOG_LENGTH)
    .some(({ kind, text }) => kind === 'refused' && text.includes(name))
  return isLogged && exitCode !== 0 ? null : (stderr.trim().split('\n').at(-1) ?? '')
}

/** The canary logs two events: its lock and the refusal. */
const LOG_LENGTH = 10
