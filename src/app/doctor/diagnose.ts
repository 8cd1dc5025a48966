import { dirname } from 'node:path'
import { describeProblem, ProblemError } from '../../core/problems/problem.js'
import { quote } from '../../core/quote.js'
import { foreignEnvironment } from '../../git/environment.js'
import { findPlace } from '../../git/place.js'
import { openRepository } from '../../git/repository.js'
import { mailOf } from '../workspace/mail-of.js'
import type { Workspace } from '../workspace/workspace.js'
import { checkAgentPrograms } from './check-programs.js'
import { checkCanary } from './check-canary.js'
import { checkGuardFiles, checkHooks } from './check-hooks.js'
import { checkLocks } from './check-locks.js'
import { checkPublished } from './check-published.js'
import { checkServer } from './check-server.js'
import { bad, good, type Finding } from './finding.js'
import { isFolder, isReachable, isWritable } from '../../disk/look.js'

/** Checks everything that the guard needs, and gives the command or the repair for each fault. */
export async function diagnose(workspace: Workspace): Promise<readonly Finding[]> {
  return [
    await checkGit(workspace),
    // No agent works in a bare repository.
    ...(workspace.place.isBare ? [] : [checkAgent(workspace)]),
    ...(await checkWorktrees(workspace)),
    checkGuardFiles(workspace),
    ...checkStore(workspace),
    ...(await checkLocks(workspace)),
    await checkMail(workspace),
    ...(await checkPublished(workspace)),
    ...checkAgentPrograms(workspace),
  ]
}

/** Checks every worktree, because a relative hooks path may lead nowhere in a linked worktree. */
async function checkWorktrees(workspace: Workspace): Promise<readonly Finding[]> {
  const environment = foreignEnvironment(workspace.environment)
  const worktrees = await openRepository(workspace.place, workspace.environment).worktrees()
  const present = worktrees.filter((worktree) => !worktree.isBare && isFolder(worktree.top))
  const findings = [...(await checkServer(workspace, present.length > 0))]
  for (const { top } of present) {
    const there = { ...workspace, place: await findPlace(top, environment), environment }
    const hooks = await checkHooks(there)
    findings.push(hooks)
    // Without the guard, only hooks of other programs would run on the canary.
    if (hooks.isGood) findings.push(await checkCanary(there))
  }
  return findings
}

function checkStore({ folders }: Workspace): readonly Finding[] {
  return [folders.locks, folders.comm].map((folder) =>
    canBeWritten(folder)
      ? good('store', `${quote(folder)} can be written`)
      : bad('store', `${quote(folder)} cannot be written`, `ls -ld ${quote(folder)}`),
  )
}

/** A missing folder can be created if the nearest folder above it can be written. */
function canBeWritten(folder: string): boolean {
  if (isReachable(folder)) return isWritable(folder)
  return dirname(folder) !== folder && canBeWritten(dirname(folder))
}

async function checkMail(workspace: Workspace): Promise<Finding> {
  const { identity, folders } = workspace
  try {
    const waiting = identity.ok ? await mailOf(workspace).peek(identity.value.agent) : 0
    return good('mail', `${waiting} messages wait`)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return bad('mail', describeProblem(error.problem).sentence, `ls -ld ${quote(folders.comm)}`)
  }
}

/** Checks that the agent has a name: every lock and refusal has to name an agent. */
function checkAgent({ identity }: Workspace): Finding {
  if (identity.ok) return good('agent', `${identity.value.agent}, by ${identity.value.source}`)
  const { sentence, tryThis } = describeProblem(identity.problem)
  return bad('agent', sentence, tryThis[0] ?? null)
}

async function checkGit(workspace: Workspace): Promise<Finding> {
  const version = await openRepository(workspace.place, workspace.environment).gitVersion()
  return good('git', `version ${version}, Node ${process.versions.node}`)
}
