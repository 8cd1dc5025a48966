import { describeProblem } from '../../core/problems/problem.js'
import type { Workspace } from '../workspace/workspace.js'
import { bad, good, type Finding } from './finding.js'

/** Who asks: a lock or a refusal without a name helps nobody. */
export function checkAgent({ identity }: Workspace): Finding {
  if (identity.ok) return good('agent', `${identity.value.agent}, by ${identity.value.source}`)
  const { sentence, tryThis } = describeProblem(identity.problem)
  return bad('agent', sentence, tryThis[0] ?? null)
}
