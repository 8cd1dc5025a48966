import { knowsConfigHooks, namesGuard } from '../../git/hooks/owner-git-config.js'
import { openRepository } from '../../git/repository.js'
import type { Workspace } from '../workspace/workspace.js'

/** Does this git run hooks that its configuration names? */
export async function hasConfigHooks({ place, environment }: Workspace): Promise<boolean> {
  return knowsConfigHooks(await openRepository(place, environment).gitVersion())
}

/** Does this git run the guard by its configuration, in every worktree and whatever the hooks folder says? */
export async function isGuardedByConfig(workspace: Workspace): Promise<boolean> {
  return namesGuard(workspace.place) && hasConfigHooks(workspace)
}
