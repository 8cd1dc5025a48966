import { openRepository } from '../../git/repository.js'
import type { Workspace } from '../workspace/workspace.js'
import { good, type Finding } from './finding.js'

export async function checkGit(workspace: Workspace): Promise<Finding> {
  const version = await openRepository(workspace.place, workspace.environment).gitVersion()
  return good('git', `version ${version}, Node ${process.versions.node}`)
}
