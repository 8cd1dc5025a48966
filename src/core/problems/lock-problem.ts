import { describeObstacles } from './obstacle-text.js'
import type { Obstacle } from '../locks/lock-rules.js'
import { printable, quote, shellWord } from '../quote.js'
import { unreachable } from '../unreachable.js'
import type { ProblemText } from './problem-text.js'
import type { EpochMs } from '../time.js'

/** The refusals that the lock rules expect. */
export type LockProblem =
  | {
      readonly area: 'lock'
      readonly code: 'lock-refused'
      readonly obstacles: readonly Obstacle[]
      readonly now: EpochMs
    }
  | { readonly area: 'lock'; readonly code: 'lock-not-found'; readonly reference: string }
  | {
      readonly area: 'lock'
      readonly code: 'lock-ambiguous'
      readonly reference: string
      readonly matches: readonly string[]
    }
  | { readonly area: 'lock'; readonly code: 'lock-not-yours'; readonly reference: string; readonly holder: string }
  | { readonly area: 'lock'; readonly code: 'lock-expired-meanwhile'; readonly resource: string }
  | { readonly area: 'lock'; readonly code: 'lock-expired'; readonly resource: string }
  | { readonly area: 'lock'; readonly code: 'resource-occupied'; readonly path: string }
  | {
      readonly area: 'lock'
      readonly code: 'wait-timed-out'
      readonly waitedMs: number
      readonly obstacles: readonly Obstacle[]
      readonly now: EpochMs
    }

export function describeLockProblem(problem: LockProblem): ProblemText {
  switch (problem.code) {
    case 'lock-refused':
      return {
        sentence: `Not locked: ${describeObstacles(problem.obstacles, problem.now)}`,
        tryThis: waysOut(problem.obstacles),
      }
    case 'wait-timed-out':
      return {
        sentence: `Not locked after waiting ${Math.round(problem.waitedMs / 1000)} s: ${describeObstacles(problem.obstacles, problem.now)}`,
        tryThis: waysOut(problem.obstacles),
      }
    case 'lock-not-found':
      return { sentence: `No lock has the resource or id ${quote(problem.reference)}`, tryThis: ['git holdfast locks'] }
    case 'lock-ambiguous':
      return {
        sentence: `${quote(problem.reference)} names ${problem.matches.length} locks.`,
        tryThis: problem.matches.slice(0, 3).map((id) => `git holdfast locks ${id}`),
      }
    case 'lock-not-yours':
      return {
        sentence: `The lock ${quote(problem.reference)} belongs to ${printable(problem.holder)}, not to you.`,
        tryThis: [
          `git holdfast send ${printable(problem.holder)} --type REQUEST ${shellWord(`please release ${problem.reference}`)}`,
          `git holdfast unlock ${shellWord(problem.reference)} --force -m 'why'`,
        ],
      }
    case 'lock-expired-meanwhile':
      return {
        sentence: `The lock on ${quote(problem.resource)} expired before it was written; take a longer TTL.`,
        tryThis: ['git holdfast lock src --ttl 30m'],
      }
    case 'lock-expired':
      return {
        sentence: `The lock on ${quote(problem.resource)} has expired, or the process that it was bound to has ended.`,
        tryThis: [`git holdfast lock ${shellWord(problem.resource)}`],
      }
    case 'resource-occupied':
      return {
        sentence: `Another program holds this resource with the file ${quote(problem.path)}`,
        tryThis: ['git holdfast locks', 'git holdfast doctor'],
      }
    default:
      return unreachable(problem)
  }
}

function waysOut(obstacles: readonly Obstacle[]): readonly string[] {
  const rival = obstacles.find((obstacle) => obstacle.kind === 'lock')
  const wanted = shellWord(obstacles[0]?.wanted ?? 'src')
  const wait = `git holdfast lock ${wanted} --wait=10m`
  if (rival === undefined) return [wait, 'git holdfast status']
  const { owner, resource } = rival.lock
  return [
    wait,
    `git holdfast send ${owner.agent} --type REQUEST ${shellWord(`please release ${resource}`)}`,
    'git holdfast locks',
  ]
}
