import { planGuardFiles } from '../guard-files.js'
import type { Workspace } from '../workspace.js'
import { bad, good, type Finding } from './finding.js'
import { repairHooks } from './repair-hooks.js'

export function checkGuardFiles(workspace: Workspace): Finding {
  const stale = planGuardFiles(workspace)
  if (stale.length === 0) return good('guard', 'its files are those of this version')
  const text = `${stale.length} of its files are missing or of another version`
  return bad('guard', text, 'git holdfast init', repairHooks(workspace))
}
