import { describeProblem, ProblemError } from '../../core/problems/problem.js'
import { quote } from '../../core/quote.js'
import { hookEnvironment } from '../../git/environment.js'
import { findHookSetup, type HookSetup } from '../../git/hooks/find-owner.js'
import { findGuardedHooks, isGuardedByConfig } from '../install/guarded-hooks.js'
import { applyPlan, planConfig, planInit } from '../install/init-repository.js'
import type { Workspace } from '../workspace/workspace.js'
import { bad, good, type Finding } from './finding.js'
import { planGuardFiles } from '../install/guard-files.js'
import { planServerInit } from '../server/init-server.js'

/** Reads the hook files of one worktree: is the guard in each of them? */
export async function checkHooks(workspace: Workspace): Promise<Finding> {
  const { place } = workspace
  const where = quote(place.top ?? place.gitDir)
  if (await isGuardedByConfig(workspace)) return good('hooks', `${where} is guarded (config)`)
  const setup = await findHookSetup(place, hookEnvironment(workspace.environment))
  if (setup.isShared) {
    const text = `${where} runs the hooks of ${quote(setup.folder)}, which other repositories share`
    return bad('hooks', text, 'git config --unset core.hooksPath')
  }
  if (!setup.folderExists) {
    const text = `${where} has no folder ${quote(setup.folder)}: no hook runs there`
    // Only husky may write this folder.
    if (setup.owner === 'husky') return bad('hooks', text, `(cd ${where} && npx husky)`)
    return bad('hooks', text, `git -C ${where} holdfast init`, repairHooks(workspace))
  }
  const missing = (await findGuardedHooks(workspace)).filter((hook) => !hook.installed).map((hook) => hook.name)
  if (missing.length === 0) return checkConfig(workspace, setup)
  const text = `${where} has no guard in ${missing.join(' and ')}`
  return bad('hooks', text, 'git holdfast init', repairHooks(workspace))
}

/** The hooks may contain the guard now, and lose it the next time that the program which owns them writes them. */
function checkConfig(workspace: Workspace, setup: HookSetup): Finding {
  const { place } = workspace
  const where = quote(place.top ?? place.gitDir)
  try {
    const [edit] = planConfig(place, setup)
    if (edit === undefined) return good('hooks', `${where} is guarded (${setup.owner})`)
    const text = `${where} loses its guard when ${setup.owner} writes its hooks again: ${quote(edit.path)} does not name it`
    return bad('hooks', text, 'git holdfast init', repairHooks(workspace))
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { sentence, tryThis } = describeProblem(error.problem)
    return bad('hooks', sentence, tryThis[0] ?? null)
  }
}

export function checkGuardFiles(workspace: Workspace): Finding {
  // Left-over files of earlier versions do no harm.
  const stale = planGuardFiles(workspace).filter((edit) => edit.after !== null)
  if (stale.length === 0) return good('guard', 'the files of the guard are those of this version')
  const text = `files of the guard that are missing or of another version: ${stale.length}`
  const install = workspace.place.isBare ? 'git holdfast init --server' : 'git holdfast init'
  return bad('guard', text, install, repairHooks(workspace))
}

/** A repair that does what `init` does in this worktree. */
export function repairHooks(workspace: Workspace): () => Promise<string> {
  return async () => {
    applyPlan(await (workspace.place.isBare ? planServerInit(workspace) : planInit(workspace, 'auto')))
    return 'installed the guard'
  }
}
