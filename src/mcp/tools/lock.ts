import * as z from 'zod/mini'
import { lockingOf, type Locking } from '../../app/locks/locking.js'
import { lockPaths, type LockRequest } from '../../app/locks/lock-paths.js'
import { findWarnings } from '../../app/locks/lock-warnings.js'
import { toRepositoryPatterns } from '../../app/workspace/typed-paths.js'
import { unlockPaths } from '../../app/locks/unlock-paths.js'
import type { Workspace } from '../../app/workspace/workspace.js'
import { DEFAULT_PRIORITY, HIGHEST_PRIORITY, LOWEST_PRIORITY } from '../../core/locks/lock.js'
import { valueOf } from '../../core/problems/problem.js'
import { parseDuration, SECOND_MS } from '../../core/time.js'
import { action, cut, described, duration, lockShape, MOST_SHOWN, pathList, toLockShape } from '../shapes.js'
import { defineTool } from '../tool.js'

/** Clients give up a call after 60 s by default. */
const MAX_WAIT_S = 50
const MAX_WHY = 1_000

const input = z.strictObject({
  paths: described(
    pathList.check(z.minLength(1)),
    'What you are about to change: paths or globs relative to the top of the repository (src/auth covers everything beneath it), or absolute paths.',
  ),
  why: described(
    z.optional(z.string().check(z.maxLength(MAX_WHY))),
    'A short reason, shown to every agent that the lock stops. Left out: empty.',
  ),
  action: described(z.optional(action), 'Only READ locks can share a path. Left out: WRITE.'),
  scope: described(z.optional(pathList), 'More globs that each lock covers; !glob excludes paths. Left out: none.'),
  ttl: described(
    z.optional(duration),
    'How long the locks last, such as 90s, 30m, 2h; this server renews them while it runs. Left out: the policy ttl, 30m unless configured.',
  ),
  priority: described(
    z.optional(z.int().check(z.gte(HIGHEST_PRIORITY), z.lte(LOWEST_PRIORITY))),
    '1 highest to 9 lowest: the order in which waiters are served. Left out: 5.',
  ),
  literal: described(
    z.optional(z.boolean()),
    'true: read the paths as plain names. Left out: glob syntax counts, except in names that exist.',
  ),
  waitSeconds: described(
    z.optional(z.int().check(z.gte(0), z.lte(MAX_WAIT_S))),
    'How long to wait for other agents; each holder is asked once to release. Left out: refuse at once.',
  ),
})

export const lockTool = defineTool({
  name: 'lock',
  title: 'Lock paths before changing them',
  description:
    'Locks all of the paths or none. Locking again what you hold renews your lock. The locks end when you unlock them or this server ends.',
  effects: { readOnly: false, destructive: false, idempotent: true },
  input,
  output: z.object({
    locks: z.array(lockShape),
    more: described(z.number(), 'How many locks are not shown.'),
    warnings: z.array(z.string()),
  }),
  async run({ workspace, kept, signal }, args) {
    const request = await toRequest(workspace, args)
    const locking = lockingOf(workspace)
    const grant = await lockPaths(workspace, locking, request, { signal })
    const known = new Set(grant.before.locks.map((lock) => lock.id))
    kept.keep(locking, grant.locks, request.ttlMs)
    await giveBackIfNobodyHears(
      locking,
      signal,
      grant.locks.filter((lock) => !known.has(lock.id)).map((lock) => lock.id),
    )
    const { shown, more } = cut(grant.locks)
    const warnings = findWarnings(workspace, request.resources, grant).slice(0, MOST_SHOWN)
    return { locks: shown.map((lock) => toLockShape(lock, workspace.now())), more, warnings: [...warnings] }
  },
})

async function toRequest(workspace: Workspace, args: z.output<typeof input>): Promise<LockRequest> {
  const { why = '', scope = [], priority = DEFAULT_PRIORITY, literal = false, waitSeconds = 0 } = args
  return {
    resources: await toRepositoryPatterns(workspace, args.paths),
    scope,
    action: args.action ?? 'WRITE',
    description: why,
    priority,
    ttlMs: args.ttl === undefined ? workspace.policy.ttlMs : valueOf(parseDuration(args.ttl, 'ttl')),
    literal,
    pid: process.pid,
    waitMs: waitSeconds * SECOND_MS,
  }
}

/** Releases the new locks if the client has cancelled, because the client never learns that it got them. */
async function giveBackIfNobodyHears(locking: Locking, signal: AbortSignal, ids: readonly string[]): Promise<void> {
  if (signal.aborted && ids.length > 0) await unlockPaths(locking, { references: ids, all: false, force: null })
}
