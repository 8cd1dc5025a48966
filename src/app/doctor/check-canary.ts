import { devNull } from 'node:os'
import { quote } from '../../core/quote.js'
import type { Environment } from '../../core/settings/environment.js'
import { hookEnvironment } from '../../git/environment.js'
import { runCanaryHook, stageCanary } from '../../git/hooks/canary-commit.js'
import { findHookSetup } from '../../git/hooks/find-owner.js'
import { isGuardedByConfig } from '../install/guarded-hooks.js'
import type { Workspace } from '../workspace/workspace.js'
import type { Finding } from './finding.js'
import { canaryVariables, proveRefusal, type StagedCanary } from './prove-refusal.js'

/**
 * Proves that the guard works in one worktree: runs the hook that git runs there for a commit that has to be refused.
 * The commit has its own temporary lock, mail, log, index, objects and worktree.
 */
export function checkCanary(workspace: Workspace): Promise<Finding> {
  return proveRefusal(workspace, {
    what: 'a commit',
    where: quote(workspace.place.top ?? workspace.place.gitDir),
    fix: 'git holdfast init',
    stage: (folder, path) => stage(workspace, folder, path),
    switchedOffBy: findSwitch(workspace.environment),
  })
}

async function stage(workspace: Workspace, folder: string, path: string): Promise<StagedCanary> {
  const { cwd, env } = await stageCanary(workspace.place, workspace.environment, folder, path)
  const environment = { ...env, ...canaryVariables(folder), ...COMMITTER_VARIABLES }
  const run = async () => runCanaryHook('pre-commit', await findHooksFolder(workspace), { cwd, env: environment })
  return { cwd, environment, run }
}

/** No folder when git finds the guard by its configuration: the hooks in the folder also run then, and are not ours. */
async function findHooksFolder(workspace: Workspace): Promise<string> {
  if (await isGuardedByConfig(workspace)) return devNull
  return (await findHookSetup(workspace.place, hookEnvironment(workspace.environment))).folder
}

const COMMITTER_VARIABLES: Environment = {
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

/** With one of these variables set, the program that runs the hooks skips all of them. */
const SWITCHES: readonly (readonly [name: string, off: string])[] = [
  ['HUSKY', '0'],
  ['LEFTHOOK', '0'],
  ['SKIP_SIMPLE_GIT_HOOKS', '1'],
]

function findSwitch(environment: Environment): string | null {
  const off = SWITCHES.find(([name, value]) => environment[name] === value)
  return off === undefined ? null : off.join('=')
}
