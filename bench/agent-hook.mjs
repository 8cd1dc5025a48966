import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRepository, MAIN, takeLocks } from './scratch.mjs'
import { interleave, time } from './timing.mjs'

/** How long an agent waits at a tool call, beside a Node script that does nothing. */
export async function benchAgentHook(scratch, rounds) {
  const repository = createRepository(scratch, 'agent-hook')
  await takeLocks(scratch, repository, 'alice', 1_000)
  const empty = join(scratch.folder, 'empty.cjs')
  writeFileSync(empty, '')
  const run = (script, event) => () => time(() => ask(scratch, repository, script, event))
  const cases = [
    { name: 'empty Node script', run: run([empty], '{}') },
    { name: 'an event that is nothing to us', run: run([MAIN, 'agent-hook'], '{}') },
    { name: 'an edit that passes, 1,000 foreign locks', run: run([MAIN, 'agent-hook'], edit('work/file.txt')) },
    { name: 'an edit that is denied, 1,000 foreign locks', run: run([MAIN, 'agent-hook'], edit('area7/src/a.ts')) },
  ]
  return interleave(cases, rounds)
}

function ask(scratch, { top }, script, input) {
  const { status } = spawnSync(process.execPath, script, { cwd: top, env: scratch.env, input })
  if (status !== 0) throw new Error(`the hook ended with ${status}`)
}

function edit(path) {
  const tool = { tool_name: 'Edit', tool_use_id: 'toolu_1', tool_input: { file_path: path } }
  return JSON.stringify({ session_id: 's-1f3a', transcript_path: '/t', hook_event_name: 'PreToolUse', ...tool })
}
