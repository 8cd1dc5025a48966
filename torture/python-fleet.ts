import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The reference lies beside the repository on some machines, and is no part of it. */
export function findReference(root: string): string | null {
  const reference = join(root, '..', 'shared', 'reference')
  const isThere = existsSync(join(reference, 'agent_lock.py')) && existsSync(join(reference, 'file_message_queue.py'))
  return isThere && spawnSync('python3', ['--version']).status === 0 ? reference : null
}

export interface PythonJob {
  readonly reference: string
  readonly folder: string
  readonly agent: string
  readonly task: 'locks' | 'mail'
  readonly forMs: number
  readonly leftShare: number
  readonly seed: number
  readonly names: readonly string[]
  readonly log: string
}

/** An agent of the reference. It writes the same lines as ours, by the same clock. */
const PROGRAM = `
import json, random, sys, time
sys.dont_write_bytecode = True
job = json.loads(sys.argv[1])
sys.path.insert(0, job["reference"])
from agent_lock import AgentLock
from file_message_queue import FileMessageQueue
chance = random.Random(job["seed"])
lock = AgentLock(job["folder"] + "/locks", job["agent"])
queue = FileMessageQueue(job["folder"] + "/comm", ["team"])
log = open(job["log"], "a", buffering=1)
now = lambda: time.monotonic() * 1000
def write(line):
    log.write(json.dumps(line) + "\\n")
def hold_one():
    name = chance.choice(job["names"])
    left = chance.random() < job["leftShare"]
    asked = now()
    cut = time.time() % 1
    if not lock.acquire(name, ttl_seconds=1 if left else 60, max_retries=0):
        return time.sleep(chance.random() / 400)
    since = now()
    write({"resource": name, "asked": asked, "from": since, "until": asked + (1 - cut) * 1000 - 5 if left else since + 50000})
    time.sleep(chance.random() / 250)
    if not left:
        write({"releasedAt": now()})
        lock.release(name)
def mail_one():
    if chance.random() < 0.3:
        queue.send(job["agent"], "team", {"n": 1})
        return
    waiting = queue.receive("team")
    if waiting:
        try:
            queue.archive(chance.choice(waiting[:5])["_path"])
        except FileNotFoundError:
            pass
    time.sleep(0.002)
print("ready", flush=True)
sys.stdin.readline()
end = now() + job["forMs"]
while now() < end:
    try:
        hold_one() if job["task"] == "locks" else mail_one()
    except FileNotFoundError:
        pass
`

/** Ready when the first promise resolves; then it begins, and the second says how it ended. */
export function startPython(job: PythonJob): { readonly ready: Promise<void>; readonly run: () => Promise<number> } {
  const child = spawn('python3', ['-B', '-c', PROGRAM, JSON.stringify(job)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TZ: 'UTC', PYTHONUTF8: '1' },
  })
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)))
  const ready = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  return {
    ready: Promise.race([ready, ended.then(() => undefined)]),
    run: () => {
      child.stdin.end('begin\n')
      return ended
    },
  }
}
