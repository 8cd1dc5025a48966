import type { LockRequest } from '../app/locks/lock-paths.js'
import { ACTIONS, DEFAULT_PRIORITY, HIGHEST_PRIORITY, LOWEST_PRIORITY } from '../core/locks/lock.js'
import type { Arguments } from './arguments.js'
import type { OptionSpec } from './command.js'

/** How long `--wait` without a value waits. */
const DEFAULT_WAIT = '5m'
const MAX_DESCRIPTION_LENGTH = 1_000
const MAX_PID = 2 ** 31 - 1

export const LOCK_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '-m, --message <why>',
    description: 'what the lock is for; every agent that it stops sees this text (default: empty)',
  },
  {
    flags: '--action <action>',
    description: 'READ, WRITE, REFACTOR or DELETE; only READ locks can share a path (default: WRITE)',
  },
  {
    flags: '--scope <glob>',
    description: 'another glob that each lock covers; !glob excludes paths (repeatable)',
    isRepeatable: true,
  },
  { flags: '--ttl <duration>', description: 'how long the lock lives, 1s to 7d (default: the policy ttl, 30m)' },
  { flags: '--priority <n>', description: '1 highest to 9 lowest: the order in which waiters are served (default: 5)' },
  {
    flags: '--wait [duration]',
    description: `wait for other agents, without a duration at most ${DEFAULT_WAIT} (default: refuse at once)`,
  },
  { flags: '--literal', description: 'read the path as a plain name (default: read glob syntax in it)' },
]

export function readLockRequest(args: Arguments, resources: readonly string[], policyTtlMs: number): LockRequest {
  return {
    resources,
    scope: args.list('scope'),
    action: args.oneOf('action', ACTIONS) ?? 'WRITE',
    description: args.text('message', MAX_DESCRIPTION_LENGTH) ?? '',
    priority: args.wholeNumber('priority', HIGHEST_PRIORITY, LOWEST_PRIORITY) ?? DEFAULT_PRIORITY,
    ttlMs: args.durationMs('ttl') ?? policyTtlMs,
    literal: args.isSet('literal'),
    pid: args.wholeNumber('pid', 1, MAX_PID) ?? null,
    waitMs: args.durationMs('wait') ?? 0,
  }
}

/** Accepts `--wait`, `--wait=10m` and `--wait 10m`. A next word that is no duration is a path. */
export function settleWait(argv: readonly string[]): readonly string[] {
  return argv.flatMap((word, index) => {
    if (argv[index - 1] === '--wait' && isDuration(word)) return []
    if (word !== '--wait') return [word]
    const next = argv[index + 1]
    return [`--wait=${next !== undefined && isDuration(next) ? next : DEFAULT_WAIT}`]
  })
}

function isDuration(word: string): boolean {
  return /^\d{1,9}[smhd]?$/.test(word)
}
