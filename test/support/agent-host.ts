import { delimiter, join } from 'node:path'
import { runInThread } from './command/run-in-thread.js'
import { createFleet, type Ended, type Fleet } from './fleet.js'
import { MAIN } from './project.js'

export interface HookOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Starts the hook as a process; else it runs in a thread of this one. */
  readonly asProcess?: true
}

/** A repository in which Alice has locked `src`, and the hook as an agent program starts it. */
export interface HookedFleet extends Fleet {
  /** Sends an event; gives what the host would get. */
  hook(event: unknown, options?: HookOptions): Ended
  /** The object on standard output. */
  answer(event: unknown, options?: HookOptions): any // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes are what the tests look at
}

export function createHookedFleet(): HookedFleet {
  const fleet = createFleet({ init: false })
  const hook: HookedFleet['hook'] = (event, { args = [], env = {}, cwd = fleet.top, asProcess } = {}) => {
    const input = typeof event === 'string' ? event : JSON.stringify(event)
    if (asProcess === true)
      return fleet.as(null).run(process.execPath, [MAIN, 'agent-hook', ...args], { env, cwd, input })
    const path = `${join(fleet.folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`
    return runInThread({ program: 'agent-hook', args, cwd, env: { ...process.env, PATH: path, ...env }, input })
  }
  return { ...fleet, hook, answer: (event, options) => JSON.parse(hook(event, options).stdout) as unknown }
}

/** An event of Claude Code, of a session that ends with `1f3a` where none is named. */
export function claudeEvent(name: string, cwd: string, more: object = {}): object {
  const session = '3f9c2e10-77aa-4b1d-9e55-0a1b2c3d1f3a'
  return { session_id: session, transcript_path: '/t.jsonl', cwd, hook_event_name: name, ...more }
}

export function claudeEdit(path: string, cwd: string, more: object = {}): object {
  const tool = { tool_name: 'Edit', tool_use_id: 'toolu_1', tool_input: { file_path: path } }
  return claudeEvent('PreToolUse', cwd, { ...tool, ...more })
}

export function claudeShell(command: string, cwd: string, more: object = {}): object {
  const tool = { tool_name: 'Bash', tool_use_id: 'toolu_1', tool_input: { command } }
  return claudeEvent('PreToolUse', cwd, { ...tool, ...more })
}
