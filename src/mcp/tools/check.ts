import * as z from 'zod/mini'
import { checkChanges, toChanges, findStagedChanges } from '../../app/guard/check-changes.js'
import { toRepositoryPaths } from '../../app/workspace/typed-paths.js'
import { printable } from '../../core/quote.js'
import { cut, described, lockShape, pathList, toLockShape } from '../shapes.js'
import { defineTool } from '../tool.js'

export const checkTool = defineTool({
  name: 'check',
  title: 'May these paths be changed?',
  description:
    'Says whether another agent has locked any of the paths. Call it before you edit. It changes nothing and alerts nobody.',
  effects: { readOnly: true, destructive: false, idempotent: true },
  input: z.strictObject({
    paths: described(
      z.optional(pathList),
      'Files, relative to the top of the repository or absolute. Left out: the changes staged for the next commit.',
    ),
  }),
  output: z.object({
    verdict: described(z.enum(['clear', 'refused']), 'clear: no other agent holds a lock on any of the paths.'),
    conflicts: z.array(z.object({ path: z.string(), lock: lockShape })),
    more: described(z.number(), 'How many conflicts are not shown.'),
    unlocked: described(z.array(z.string()), 'Paths that you have not locked while other agents are at work.'),
    next: z.array(z.string()),
  }),
  async run({ workspace }, { paths }) {
    const changes =
      paths === undefined ? await findStagedChanges(workspace) : toChanges(await toRepositoryPaths(workspace, paths))
    const verdict = await checkChanges(workspace, changes)
    const { shown, more } = cut(verdict.verdict === 'refused' ? verdict.conflicts : [])
    const unlocked = cut(verdict.unlocked).shown.map(({ path }) => printable(path, 1_000))
    return {
      verdict: verdict.verdict,
      conflicts: shown.map(({ change, lock }) => ({
        path: printable(change.path, 1_000),
        lock: toLockShape(lock, workspace.now()),
      })),
      more,
      unlocked,
      next: verdict.verdict === 'refused' ? WHEN_REFUSED : unlocked.length > 0 ? WHEN_UNLOCKED : [],
    }
  },
})

const WHEN_REFUSED = [
  'Do not edit or commit these paths now.',
  'Work on something else, wait with the tool lock and waitSeconds, or ask the holder with the tool send (type REQUEST).',
]
const WHEN_UNLOCKED = ['Lock these paths with the tool lock before you edit.']
