import { ProblemError } from '../../core/problems/problem.js'
import { hookEnvironment } from '../../git/environment.js'
import { planHookInstall } from '../../git/hooks/hook-files.js'
import { findHookSetup } from '../../git/hooks/find-owner.js'
import { findPackageRoot } from '../../processes/package-root.js'
import { planGuardFiles } from '../install/guard-files.js'
import { loadHookText, SERVER_HOOKS } from '../install/hook-text.js'
import type { InstallPlan } from '../install/init-repository.js'
import type { Workspace } from '../workspace/workspace.js'

/**
 * Plans the guard in the hooks that a server runs when a push arrives.
 *
 * @throws ProblemError `hooks-need-bare`, `hooks-folder-shared`, `hook-not-editable`
 */
export async function planServerInit(workspace: Workspace): Promise<InstallPlan> {
  const { place } = workspace
  if (!place.isBare) {
    throw new ProblemError({ area: 'git', code: 'hooks-need-bare', path: place.top ?? place.gitDir })
  }
  const setup = await findHookSetup(place, hookEnvironment(workspace.environment))
  const hooks = planHookInstall(place, setup, SERVER_HOOKS, loadHookText(findPackageRoot()))
  // The guard first: a hook without it would refuse.
  return { owner: setup.owner, edits: [...planGuardFiles(workspace), ...hooks], shared: [] }
}
