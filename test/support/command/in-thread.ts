/** The thread that runs commands, one after the other, while the thread of the test waits. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, type MessagePort } from 'node:worker_threads'
import { runCommandLine } from '../../../src/cli/program.js'
import { runAgentHook } from '../../../src/hook/run-agent-hook.js'
import { runHook } from '../../../src/hook/run-hook.js'
import { findPackageRoot } from '../../../src/processes/package-root.js'
import type { Ended } from '../fleet.js'

export interface Call {
  /** `guard` is what the hooks start; `agent-hook` what agent programs start. */
  readonly program: 'git-holdfast' | 'agent-hook' | 'guard'
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly input: string | Uint8Array
}

/** What the thread is handed with a call: where to answer, and what the test waits on. */
export interface Request {
  readonly call: Call
  readonly port: MessagePort
  readonly done: Int32Array<SharedArrayBuffer>
}

parentPort?.on('message', ({ call, port, done }: Request) => {
  void run(call).then(
    (ended) => answer(ended),
    (error: unknown) => answer({ exitCode: 128, stdout: '', stderr: String(error) }),
  )
  function answer(ended: Ended): void {
    port.postMessage(ended)
    Atomics.store(done, 0, 1)
    Atomics.notify(done, 0)
  }
})

async function run(call: Call): Promise<Ended> {
  takeEnvironment(call.env)
  switch (call.program) {
    case 'agent-hook':
      return runHookOfAgent(call)
    case 'guard':
      return runGuard(call)
    case 'git-holdfast':
      return runCommand(call)
  }
}

/** What is started without an environment of its own gets that of the call, as in a process of its own. */
function takeEnvironment(env: Call['env']): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, env)
}

async function runHookOfAgent({ args, cwd, env, input }: Call): Promise<Ended> {
  const ended = await runAgentHook({ args, cwd, environment: env, input: Buffer.from(input).toString('utf8') })
  const stderr = ended.stderr.replace(/[^\n]$/, '$&\n')
  return { ...ended, stderr }
}

async function runGuard({ args: [hook = '', ...args], cwd, env, input }: Call): Promise<Ended> {
  const said: string[] = []
  const exitCode = await runHook({
    hook,
    args,
    cwd,
    environment: env,
    readInput: () => Buffer.from(input),
    printError: (text) => void said.push(`${text}\n`),
  })
  return { exitCode, stdout: '', stderr: said.join('') }
}

async function runCommand({ args, cwd, env, input }: Call): Promise<Ended> {
  const out: string[] = []
  const err: string[] = []
  const exitCode = await runCommandLine(args, {
    terminal: {
      print: (text) => void out.push(`${text}\n`),
      printError: (text) => void err.push(`${text}\n`),
      isWatched: false,
      confirm: async () => true,
      unread: new AbortController().signal,
      readInput: async (limit) => (Buffer.byteLength(input) > limit ? null : Buffer.from(input)),
    },
    cwd,
    environment: env,
    signal: new AbortController().signal,
    version: readVersion(),
    serveMcp: () => Promise.reject(new Error('a server has a process of its own')),
  })
  return { exitCode, stdout: out.join(''), stderr: err.join('') }
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(join(findPackageRoot(), 'package.json'), 'utf8')) as { version: string }
  return manifest.version
}
