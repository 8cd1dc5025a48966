import { planGuardFiles } from '../install/guard-files.js'
import type { Workspace } from '../workspace/workspace.js'
import { bad, good, type Finding } from './finding.js'
import { repairHooks } from './repair-hooks.js'

export function checkGuardFiles(workspace: Workspace): Finding {
  // Files of earlier versions are in nobody's way.
  const stale = planGuardFiles(workspace).filter((edit) => edit.after !== null)
  if (stale.length === 0) return good('guard', 'its files are those of this version')
  const text = `${stale.length} of its files are missing or of another version`
  const install = workspace.place.isBare ? 'git holdfast init --server' : 'git holdfast init'
  return bad('guard', text, install, repairHooks(workspace))
}
