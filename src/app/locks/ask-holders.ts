import type { AgentName } from '../../core/agent-name.js'
import type { Obstacle, Rival } from '../../core/locks/lock-rules.js'
import { ProblemError } from '../../core/problems/problem.js'
import { MINUTE_MS } from '../../core/time.js'
import type { Locking } from './locking.js'

/** An agent that waits again for the same lock sends no second REQUEST within this time. */
const ASKED_ONCE_MS = 10 * MINUTE_MS

/**
 * Sends one REQUEST to each holder in the way, once per wait. Returns all holders asked so far. A request that cannot be
 * written is left out: the lock is released all the same.
 */
export async function askHolders(
  { me, mail }: Pick<Locking, 'me' | 'mail'>,
  obstacles: readonly Obstacle[],
  asked: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const { agent } = me
  const told = new Set(asked)
  for (const obstacle of obstacles) {
    if (obstacle.kind !== 'lock' || told.has(obstacle.lock.owner.agent)) continue
    told.add(obstacle.lock.owner.agent)
    await askHolder(mail, agent, obstacle).catch(ignoreProblem)
  }
  return told
}

async function askHolder(mail: Locking['mail'], agent: AgentName, { lock, wanted }: Rival): Promise<void> {
  if (!(await mail.markOnce(`waiting\n${agent}\n${lock.id}\n${wanted}`, ASKED_ONCE_MS))) return
  const payload = {
    kind: 'waiting',
    text: `${agent} waits for ${wanted}, which your lock on ${lock.resource} covers.`,
    wanted,
    lock: { id: lock.id, resource: lock.resource },
  }
  await mail.send({ from: agent, to: lock.owner.agent, type: 'REQUEST', priority: 3, payload })
}

function ignoreProblem(error: unknown): void {
  if (!(error instanceof ProblemError)) throw error
}
