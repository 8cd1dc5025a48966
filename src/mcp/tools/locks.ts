import * as z from 'zod/mini'
import { listLocks } from '../../app/locks/list-locks.js'
import { toRepositoryPatterns } from '../../app/workspace/typed-paths.js'
import { printable } from '../../core/quote.js'
import { cut, described, lockShape, pathList, toLockShape } from '../shapes.js'
import { defineTool } from '../tool.js'

export const locksTool = defineTool({
  name: 'locks',
  title: 'Who holds what',
  description: 'Lists the live locks of all agents, by path.',
  effects: { readOnly: true, destructive: false, idempotent: true },
  input: z.strictObject({
    paths: described(z.optional(pathList), 'Only locks that touch one of these paths, globs or ids. Left out: all.'),
    mine: described(z.optional(z.boolean()), 'true: only your locks. Left out: the locks of all agents.'),
  }),
  output: z.object({
    locks: z.array(lockShape),
    more: described(z.number(), 'How many locks are not shown: name paths to see them.'),
    unreadable: described(
      z.array(z.object({ path: z.string(), reason: z.string() })),
      'Records of the store that cannot be read. No path can be locked before `git holdfast doctor --fix`.',
    ),
  }),
  async run({ workspace }, { paths = [], mine = false }) {
    const references = await toRepositoryPatterns(workspace, paths)
    const { locks, unreadable } = await listLocks(workspace, { mine, references })
    const { shown, more } = cut(locks)
    return {
      locks: shown.map((lock) => toLockShape(lock, workspace.now())),
      more,
      unreadable: cut(unreadable).shown.map(({ path, reason }) => ({
        path: printable(path, 1_000),
        reason: printable(reason),
      })),
    }
  },
})
