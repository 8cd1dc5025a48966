import type { Change } from '../core/change.js'
import type { Conflict } from '../core/locks/conflict.js'
import type { Lock } from '../core/locks/lock.js'
import { printable, quote, shellWord } from '../core/quote.js'
import { countOf } from './count.js'
import { describeDuration, type EpochMs } from '../core/time.js'

const MAX_PATHS_PER_LOCK = 10
const MAX_LOCKS = 20

export interface RefusalContext {
  /** The refused action, such as `commit` or `push`. */
  readonly action: string
  readonly now: EpochMs
  /** Writes a time of day in the time zone of the reader. */
  readonly clockTime: (time: EpochMs) => string
  /** The number of agents that just got an ALERT. */
  readonly alertedCount: number
  /** The agent asks about paths that it has not changed yet. */
  readonly isAsked?: boolean
  /** The locks are those of a server, and the reader is in a clone, whose own store does not know them. */
  readonly isServer?: boolean
}

/** Writes each path with its lock, then each way out as a command. Every hook and `check` use the same text. */
export function renderRefusal(conflicts: readonly Conflict[], context: RefusalContext): string {
  const byLock = groupByLock(conflicts)
  const pathCount = new Set(conflicts.map(({ change }) => change.bytes ?? change.path)).size
  const shown = [...byLock].slice(0, MAX_LOCKS)
  const left = byLock.size - shown.length
  const told = context.alertedCount === 0 ? [] : [`Told by an ALERT: ${countOf(context.alertedCount, 'agent')}.`]
  return [
    `holdfast: ${context.action} refused: ${countOf(pathCount, 'path')} locked by ${countOf(holderCount(byLock), 'other agent')}`,
    ...shown.flatMap(([lock, changes]) => ['', ...renderLock(lock, changes, context)]),
    ...(left > 0 ? ['', `  and ${countOf(left, 'more lock')}`] : []),
    '',
    ...told,
    ...(context.isServer === true ? renderPusherWaysOut(conflicts) : renderWaysOut(conflicts)),
  ].join('\n')
}

function groupByLock(conflicts: readonly Conflict[]): ReadonlyMap<Lock, readonly Change[]> {
  const byLock = new Map<Lock, Change[]>()
  for (const { lock, change } of conflicts) {
    const changes = byLock.get(lock)
    if (changes === undefined) byLock.set(lock, [change])
    else changes.push(change)
  }
  return byLock
}

function holderCount(byLock: ReadonlyMap<Lock, unknown>): number {
  return new Set([...byLock.keys()].map((lock) => lock.owner.agent.toLowerCase())).size
}

function renderLock(lock: Lock, changes: readonly Change[], context: RefusalContext): readonly string[] {
  const paths = [...new Set(changes.map((change) => describeChange(change, context.isAsked === true)))]
  const shown = paths.slice(0, MAX_PATHS_PER_LOCK)
  const left = paths.length - shown.length
  return [
    ...shown.map((path) => `  ${path}`),
    ...(left > 0 ? [`  and ${countOf(left, 'more path')}`] : []),
    `    locked by ${printable(lock.owner.agent)}: ${lock.intent.action} on ${quote(lock.resource)}${describeIntent(lock)}`,
    `    until ${describeExpiry(lock.expiresAt, context)}`,
  ]
}

function describeChange(change: Change, isAsked: boolean): string {
  if (isAsked) return printable(change.path, 1_000)
  const commit = change.commit === undefined ? '' : ` in ${change.commit.id.slice(0, 10)}`
  return `${printable(change.path, 1_000)} (${change.isSubmodule ? 'submodule ' : ''}${change.kind}${commit})`
}

function describeIntent(lock: Lock): string {
  return lock.intent.description === '' ? '' : `, ${quote(lock.intent.description)}`
}

function describeExpiry(expiresAt: EpochMs, { now, clockTime }: Pick<RefusalContext, 'now' | 'clockTime'>): string {
  return `${clockTime(expiresAt)} (${describeDuration(expiresAt - now)} left)`
}

function renderWaysOut(conflicts: readonly Conflict[]): readonly string[] {
  const [first] = conflicts
  if (first === undefined) return []
  const { lock, change } = first
  const holder = shellWord(lock.owner.agent)
  return [
    'Try:',
    `  git holdfast lock ${shellWord(change.path)} --wait=10m      # wait for it`,
    `  git holdfast send ${holder} --type REQUEST ${shellWord(`please release ${lock.resource}`)}`,
    `  git holdfast locks ${lock.id.slice(0, 8)}      # see the lock`,
  ]
}

/** Uses commands of git only, because a pusher need not have git-holdfast. */
function renderPusherWaysOut(conflicts: readonly Conflict[]): readonly string[] {
  const [first] = conflicts
  if (first === undefined) return []
  const { lock, change } = first
  const shown = change.commit === undefined ? [] : [`  git show --stat ${change.commit.id.slice(0, 10)}`]
  return [
    'The server holds these locks: git holdfast locks in a clone may not show them.',
    'Try:',
    ...shown.map((command) => `${command}      # what is refused`),
    `  git push      # again, when ${printable(lock.owner.agent)} has released ${quote(lock.resource)} or its time is over`,
  ]
}

/** Says after a refusal which action of git is unfinished, and how to leave it. */
export function renderUnfinished({ what, leave }: { readonly what: string; readonly leave: string }): string {
  if (what === 'move')
    return `If this was a fast-forward or a reset, git has moved the files already. This moves them back:\n  ${leave}`
  return `The ${what} is not finished. This gives everything back as it was before:\n  ${leave}`
}
