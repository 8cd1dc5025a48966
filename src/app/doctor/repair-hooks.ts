import { applyPlan, planInit } from '../install/init-repository.js'
import { planServerInit } from '../server/init-server.js'
import type { Workspace } from '../workspace/workspace.js'

/** What `init` does in this worktree. */
export function repairHooks(workspace: Workspace): () => Promise<string> {
  return async () => {
    applyPlan(await (workspace.place.isBare ? planServerInit(workspace) : planInit(workspace, 'auto')))
    return 'installed the guard'
  }
}
