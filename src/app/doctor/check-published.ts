import { ProblemError } from '../../core/problems/problem.js'
import { quote } from '../../core/quote.js'
import { describeDuration } from '../../core/time.js'
import { comparePublished } from '../publish/compare-published.js'
import type { Workspace } from '../workspace/workspace.js'
import { bad, good, type Finding } from './finding.js'

/** Checks whether CI sees the locks, by what this clone remembers of its remotes: the doctor uses no network. */
export async function checkPublished(workspace: Workspace): Promise<readonly Finding[]> {
  if (workspace.policy.publish === 'off') return [good('ci', 'locks are not published (policy publish: off)')]
  try {
    return (await comparePublished(workspace)).map(({ remote, state, refusal, retryAt }) => {
      if (refusal !== null && retryAt === null)
        return bad('ci', `${quote(remote)} does not take the locks: ${quote(refusal)}`, 'git holdfast publish')
      if (refusal !== null)
        return good(
          'ci',
          `${quote(remote)} could not be asked; pushes try again in ${describeWait(workspace, retryAt)}`,
        )
      if (state === 'current') return good('ci', `${quote(remote)} shows the active locks`)
      if (state === 'nothing') return good('ci', `no active lock, and ${quote(remote)} shows none`)
      return good('ci', `${quote(remote)} shows other locks than are active now; the next push updates them`)
    })
  } catch (error) {
    // Another check reports locks that cannot be read.
    if (error instanceof ProblemError) return []
    throw error
  }
}

function describeWait({ now }: Workspace, retryAt: number | null): string {
  return describeDuration((retryAt ?? 0) - now())
}
