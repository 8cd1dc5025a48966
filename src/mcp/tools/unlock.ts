import * as z from 'zod/mini'
import { toRepositoryPatterns } from '../../app/workspace/typed-paths.js'
import { lockingOf } from '../../app/locks/locking.js'
import { unlockPaths } from '../../app/locks/unlock-paths.js'
import { ProblemError } from '../../core/problems/problem.js'
import { cut, described, lockShape, pathList, toLockShape } from '../shapes.js'
import { defineTool } from '../tool.js'

export const unlockTool = defineTool({
  name: 'unlock',
  title: 'Release locks',
  description: 'Releases your locks. Call it as soon as your work on the paths is committed.',
  effects: { readOnly: false, destructive: true, idempotent: false },
  input: z.strictObject({
    locks: described(z.optional(pathList), 'Paths as they were locked, or ids of locks. Left out: all your locks.'),
    forceReason: described(
      z.optional(z.string().check(z.minLength(1), z.maxLength(1_000))),
      "The reason to release another agent's lock too; its holder is told. Only when a person asked for it. Left out: only your locks.",
    ),
  }),
  output: z.object({
    released: z.array(lockShape),
    more: described(z.number(), 'How many of the released locks are not shown.'),
    told: described(z.array(z.string()), 'Holders whose lock was released by force.'),
  }),
  async run({ workspace }, { locks, forceReason }) {
    if (locks === undefined && forceReason !== undefined) throw forceNeedsLocks()
    const references = locks === undefined ? [] : await toRepositoryPatterns(workspace, locks)
    const request = { references, all: locks === undefined, force: forceReason ?? null }
    const { released, forced } = await unlockPaths(lockingOf(workspace), request)
    const { shown, more } = cut(released)
    const now = workspace.now()
    return {
      released: shown.map((lock) => toLockShape(lock, now)),
      more,
      told: [...new Set(forced.map((lock) => lock.owner.agent as string))],
    }
  },
})

function forceNeedsLocks(): ProblemError {
  return new ProblemError({
    area: 'usage',
    code: 'argument-missing',
    what: 'the argument locks, which names the lock for forceReason,',
    example: 'git holdfast locks',
  })
}
