import type { Obstacle } from '../../core/locks/lock-rules.js'
import { MINUTE_MS } from '../../core/time.js'
import type { Locking } from './locking.js'

/** An agent that waits again for the same lock sends no second REQUEST within this time. */
const ASKED_ONCE_MS = 10 * MINUTE_MS

/** Sends one REQUEST to each holder in the way, once per wait. Returns all holders asked so far. */
export async function askHolders(
  { me, mail }: Pick<Locking, 'me' | 'mail'>,
  obstacles: readonly Obstacle[],
  asked: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const { agent } = me
  const told = new Set(asked)
  for (const obstacle of obstacles) {
    if (obstacle.kind !== 'lock' || told.has(obstacle.lock.owner.agent)) continue
    const holder = obstacle.lock.owner.agent
    told.add(holder)
    const isFirst = await mail.markOnce(`waiting\n${agent}\n${obstacle.lock.id}\n${obstacle.wanted}`, ASKED_ONCE_MS)
    if (!isFirst) continue
    const payload = {
      kind: 'waiting',
      text: `${agent} waits for ${obstacle.wanted}, which your lock on ${obstacle.lock.resource} covers.`,
      wanted: obstacle.wanted,
      lock: { id: obstacle.lock.id, resource: obstacle.lock.resource },
    }
    await mail.send({ from: agent, to: holder, type: 'REQUEST', priority: 3, payload })
  }
  return told
}
