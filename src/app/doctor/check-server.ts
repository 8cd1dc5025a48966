import { quote } from '../../core/quote.js'
import { runCanaryReceive, stageCanaryPush } from '../../git/hooks/canary-push.js'
import { foreignEnvironment, hookEnvironment } from '../../git/environment.js'
import { findHookSetup } from '../../git/hooks/find-owner.js'
import { findGuardedHooks } from '../install/guarded-hooks.js'
import type { Workspace } from '../workspace/workspace.js'
import { bad, good, type Finding } from './finding.js'
import { repairHooks } from './check-hooks.js'
import { canaryVariables, proveRefusal, type StagedCanary } from './prove-refusal.js'

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
function checkCanaryPush(workspace: Workspace, where: string): Promise<Finding> {
  const stage = (folder: string, path: string): Promise<StagedCanary> => stagePush(workspace, folder, path)
  return proveRefusal(workspace, { what: 'a push', where, fix: INSTALL, stage, switchedOffBy: null })
}

async function stagePush({ place, environment }: Workspace, folder: string, path: string): Promise<StagedCanary> {
  const push = await stageCanaryPush(place, environment, folder, path)
  const store = canaryVariables(folder)
  const run = async () => {
    const setup = await findHookSetup(place, hookEnvironment(environment))
    return runCanaryReceive(place, setup.folder, push, store)
  }
  return { cwd: place.commonDir, environment: { ...foreignEnvironment(environment), ...store }, run }
}
