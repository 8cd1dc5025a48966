import { existsSync } from 'node:fs'
import { foreignEnvironment } from '../../git/environment.js'
import { findPlace } from '../../git/place.js'
import { openRepository } from '../../git/repository.js'
import type { Workspace } from '../workspace/workspace.js'
import { checkAgent } from './check-agent.js'
import { checkAgentHosts } from './check-programs.js'
import { checkCanary } from './check-canary.js'
import { checkGit } from './check-git.js'
import { checkGuardFiles } from './check-guard-files.js'
import { checkHooks } from './check-hooks.js'
import { checkLocks } from './check-locks.js'
import { checkMail } from './check-mail.js'
import { checkPublished } from './check-published.js'
import { checkServer } from './check-server.js'
import { checkStore } from './check-store.js'
import type { Finding } from './finding.js'

/** Everything that has to be right for the guard to hold, each with what mends it. */
export async function diagnose(workspace: Workspace): Promise<readonly Finding[]> {
  return [
    await checkGit(workspace),
    // Nobody works in a bare repository.
    ...(workspace.place.isBare ? [] : [checkAgent(workspace)]),
    ...(await checkWorktrees(workspace)),
    checkGuardFiles(workspace),
    ...checkStore(workspace),
    ...(await checkLocks(workspace)),
    await checkMail(workspace),
    ...(await checkPublished(workspace)),
    ...checkAgentHosts(workspace),
  ]
}

/** Every worktree: a relative hooks path may lead nowhere in a linked one. */
async function checkWorktrees(workspace: Workspace): Promise<readonly Finding[]> {
  const environment = foreignEnvironment(workspace.environment)
  const worktrees = await openRepository(workspace.place, workspace.environment).worktrees()
  const present = worktrees.filter((worktree) => !worktree.isBare && existsSync(worktree.top))
  const findings = [...(await checkServer(workspace, present.length > 0))]
  for (const { top } of present) {
    const there = { ...workspace, place: await findPlace(top, environment), environment }
    const hooks = await checkHooks(there)
    findings.push(hooks)
    // Somebody else's hook alone would do its own work on the canary.
    if (hooks.isGood) findings.push(await checkCanary(there))
  }
  return findings
}
