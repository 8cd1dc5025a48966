import { spawn, type SpawnOptions } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A process of Node that another one steers: it says when it is ready, takes JSON a line, and answers with one line each. */
export interface Steered {
  readonly pid: number
  readonly ready: Promise<void>
  readonly send: (command: unknown) => void
  /** Its next answer; null where it ends or dies before. */
  readonly next: () => Promise<unknown>
  readonly gone: Promise<void>
  readonly signal: (signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM') => void
  /** No more commands come: it ends when it has answered the last. */
  readonly dismiss: () => void
}

export interface SteeredOptions extends SpawnOptions {
  /** A program that starts it, with its arguments: another pid namespace. */
  readonly within?: readonly string[]
  readonly nodeOptions?: readonly string[]
}

/** `setup` is its last argument, as JSON. */
export function startSteered(program: string, setup: object, options: SteeredOptions = {}): Steered {
  const { within = [], nodeOptions = [], ...more } = options
  const [first, ...args] = [...within, process.execPath, ...nodeOptions, program, JSON.stringify(setup)]
  const child = spawn(first, args, { ...more, stdio: ['pipe', 'pipe', 'inherit'] })
  // A command to a process that has just died is answered by the end of its output.
  child.stdin.on('error', () => undefined)
  const gone = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const line = await lines.next()
    return line.done === true ? null : JSON.parse(line.value)
  }
  return {
    pid: child.pid ?? 0,
    ready: next().then(() => undefined),
    send: (command) => void child.stdin.write(`${JSON.stringify(command)}\n`),
    next,
    gone,
    signal: (signal) => void child.kill(signal),
    dismiss: () => void child.stdin.end(),
  }
}
