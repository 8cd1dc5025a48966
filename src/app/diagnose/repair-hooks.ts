import { applyPlan, planInit } from '../init-repository.js'
import { planServerInit } from '../receive/init-server.js'
import type { Workspace } from '../workspace.js'

/** What `init` does in this worktree. */
export function repairHooks(workspace: Workspace): () => Promise<string> {
  return async () => {
    applyPlan(await (workspace.place.isBare ? planServerInit(workspace) : planInit(workspace, 'auto')))
    return 'installed the guard'
  }
}
