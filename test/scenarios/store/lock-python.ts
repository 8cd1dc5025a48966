import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { REFERENCE } from '../../support/project.js'

/** The reference lies beside the repository on some machines, and is no part of it. */
export const hasReference =
  existsSync(join(REFERENCE, 'agent_lock.py')) && spawnSync('python3', ['--version']).status === 0

export interface PythonSetup {
  readonly folder: string
  readonly agent: string
}

export type PythonCommand =
  | { readonly do: 'acquire'; readonly resource: string; readonly ttl?: number; readonly scope?: readonly string[] }
  | { readonly do: 'release'; readonly resource: string }
  | { readonly do: 'see'; readonly resource: string }
  | { readonly do: 'list' }
  | { readonly do: 'cleanup' }
  | { readonly do: 'is-its-own-format'; readonly path: string }

export interface PythonAgent {
  readonly pid: number
  readonly tell: <T>(command: PythonCommand) => Promise<T>
  readonly kill: () => Promise<void>
}

const PROGRAM = `
import json, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from agent_lock import AgentLock, LockIntent
lock = AgentLock(sys.argv[2], sys.argv[3])
def obey(c):
    if c["do"] == "acquire":
        intent = LockIntent(scope=c.get("scope", []))
        return lock.acquire(c["resource"], intent=intent, ttl_seconds=c.get("ttl", 300), max_retries=0)
    if c["do"] == "release":
        return lock.release(c["resource"])
    if c["do"] == "see":
        seen = lock.is_locked(c["resource"])
        return None if seen is None else seen.owner.agent_id
    if c["do"] == "list":
        return sorted(each.resource for each in lock.list_locks())
    if c["do"] == "cleanup":
        return lock.cleanup_stale()
    text = open(c["path"], encoding="utf-8", newline="").read()
    return text == json.dumps(json.loads(text), ensure_ascii=False, indent=2)
print("ready", flush=True)
for line in sys.stdin:
    print(json.dumps(obey(json.loads(line))), flush=True)
`

/** An agent that locks with the reference, in a process of its own that lives as long as the test. */
export async function callPython({ folder, agent }: PythonSetup): Promise<PythonAgent> {
  const child = spawn('python3', ['-B', '-c', PROGRAM, REFERENCE, folder, agent], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.stdin.end())
  const gone = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  return {
    pid: child.pid ?? 0,
    tell: async <T>(command: PythonCommand) => {
      child.stdin.write(`${JSON.stringify(command)}\n`)
      const line = await lines.next()
      if (line.done === true) throw new Error('python has ended')
      return JSON.parse(line.value) as T
    },
    kill: () => {
      child.kill('SIGKILL')
      return gone
    },
  }
}
