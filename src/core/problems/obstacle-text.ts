import type { Obstacle } from '../locks/lock-rules.js'
import { printable, quote } from '../quote.js'
import { describeDuration, type EpochMs } from '../time.js'
import { unreachable } from '../unreachable.js'

const MAX_SHOWN = 10

/** Describes each holder and waiter in the way: who it is, what it holds, for how long, and a path that both cover. */
export function describeObstacles(obstacles: readonly Obstacle[], now: EpochMs): string {
  const shown = obstacles.slice(0, MAX_SHOWN).map((obstacle) => describeObstacle(obstacle, now))
  const left = obstacles.length - shown.length
  return [...shown, ...(left > 0 ? [`and ${left} more`] : [])].join('; ')
}

function describeObstacle(obstacle: Obstacle, now: EpochMs): string {
  const both = obstacle.witness === null ? '' : `; both cover ${quote(obstacle.witness)}`
  switch (obstacle.kind) {
    case 'lock': {
      const { owner, intent, resource, expiresAt } = obstacle.lock
      const why = intent.description === '' ? '' : ` for ${quote(intent.description)}`
      return `${owner.agent} holds ${quote(resource)} (${intent.action}${why}, ${describeDuration(expiresAt - now)} left${both})`
    }
    case 'waiter':
      return `${printable(obstacle.waiter.owner.agent)} waits for ${quote(obstacle.waiter.resource)} before you (priority ${obstacle.waiter.priority}${both})`
    default:
      return unreachable(obstacle)
  }
}
