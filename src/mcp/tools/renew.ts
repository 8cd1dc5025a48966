import * as z from 'zod/mini'
import { lockingOf } from '../../app/locks/locking.js'
import { renewLocks } from '../../app/locks/renew-locks.js'
import { toRepositoryPatterns } from '../../app/workspace/typed-paths.js'
import { valueOf } from '../../core/problems/problem.js'
import { parseDuration } from '../../core/time.js'
import { cut, described, duration, lockShape, pathList, toLockShape } from '../shapes.js'
import { defineTool } from '../tool.js'

export const renewTool = defineTool({
  name: 'renew',
  title: 'Extend your locks',
  description: 'Extends your locks and never shortens them. The server renews the locks that it took by itself.',
  effects: { readOnly: false, destructive: false, idempotent: true },
  input: z.strictObject({
    locks: described(z.optional(pathList), 'Paths as they were locked, or ids of locks. Left out: all your locks.'),
    ttl: described(
      z.optional(duration),
      'How long from now, such as 90s, 30m, 2h. Left out: the policy ttl, 30m unless configured.',
    ),
  }),
  output: z.object({
    locks: z.array(lockShape),
    more: described(z.number(), 'How many locks are not shown.'),
  }),
  async run({ workspace }, { locks = [], ttl }) {
    const ttlMs = ttl === undefined ? workspace.policy.ttlMs : valueOf(parseDuration(ttl, 'ttl'))
    const renewed = await renewLocks(lockingOf(workspace), await toRepositoryPatterns(workspace, locks), ttlMs)
    const { shown, more } = cut(renewed)
    return { locks: shown.map((lock) => toLockShape(lock, workspace.now())), more }
  },
})
