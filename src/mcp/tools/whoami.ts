import * as z from 'zod/mini'
import { listReadableLocks } from '../../app/locks/list-locks.js'
import { valueOf } from '../../core/problems/problem.js'
import { mailOf } from '../../app/workspace/mail-of.js'
import { printable } from '../../core/quote.js'
import { described } from '../shapes.js'
import { defineTool } from '../tool.js'

export const whoamiTool = defineTool({
  name: 'whoami',
  title: 'Which agent you are',
  description:
    'Says your name, which rule gave it, your repository, and how many locks and messages you have. The git hooks judge your commits by the name that `git holdfast whoami` prints in your shell: the two must be the same.',
  effects: { readOnly: true, destructive: false, idempotent: true },
  input: z.strictObject({}),
  output: z.object({
    agent: z.string(),
    session: described(z.string(), 'Empty when your agent program names no session.'),
    rule: z.string(),
    source: described(z.string(), 'Where the rule found the name.'),
    repository: z.string(),
    locks: described(z.optional(z.number()), 'How many locks you hold. Left out when the locks cannot be read.'),
    messages: described(z.number(), 'How many messages wait for you: see the tool inbox.'),
    warnings: z.array(z.string()),
  }),
  async run({ workspace }) {
    const { agent, session, rule, source } = valueOf(workspace.identity)
    const listed = await listReadableLocks(workspace, { mine: true, references: [] })
    return {
      agent,
      session: printable(session),
      rule,
      source,
      repository: printable(workspace.place.top ?? workspace.place.commonDir, 1_000),
      ...(listed === null ? {} : { locks: listed.locks.length }),
      messages: await mailOf(workspace).peek(agent),
      warnings: [...(rule === 'person' ? [NAMED_AS_PERSON] : []), ...(listed === null ? [LOCKS_UNREAD] : [])],
    }
  },
})

const LOCKS_UNREAD = 'The locks cannot be read: `git holdfast doctor` in a shell says why. Mail works all the same.'
const NAMED_AS_PERSON =
  'Nothing names you as an agent, so you share the locks of the person who runs you: set HOLDFAST_AGENT for this server and your shell.'
