import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { ProblemError } from '../core/problems/problem.js'
import { isFolder } from '../disk/look.js'
import { gitStopped, outputUnreadable } from './git-faults.js'
import type { Environment } from '../core/settings/environment.js'

export interface GitCall {
  readonly cwd: string
  readonly env: Environment
  /** The standard input of git. Left out: git reads an empty input, never the hook's own. */
  readonly input?: Uint8Array
  /** The exit codes that are answers. Left out: only 0. */
  readonly okCodes?: readonly number[]
  /** How long git may print nothing before we end it. */
  readonly silenceMs?: number
  readonly maxBytes?: number
}

export interface GitAnswer {
  readonly stdout: Buffer
  readonly stderr: string
  readonly exitCode: number
}

/** In a monorepo of a million files git answers well within this time; on a network disk that hangs it does not. */
const SILENCE_MS = 60_000
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024
const MAX_STDERR_BYTES = 16 * 1024

type GitProcess = ChildProcessWithoutNullStreams

interface Running {
  readonly child: GitProcess
  readonly command: string
  readonly ended: Promise<{ readonly exitCode: number; readonly stderr: string }>
}

/**
 * Runs one git that only reads. Its output is bytes: names in git have no encoding.
 *
 * @throws ProblemError `no-git`, `no-repository` (no such folder), `git-stopped`, `output-unreadable` (too much of it)
 */
export async function runGit(args: readonly string[], call: GitCall): Promise<GitAnswer> {
  const running = start(args, call)
  running.child.stdin.end(call.input)
  const chunks: Buffer[] = []
  const [end] = await supervise([running], call, (chunk) => chunks.push(chunk))
  return { stdout: Buffer.concat(chunks), stderr: end?.stderr ?? '', exitCode: end?.exitCode ?? 0 }
}

/**
 * Runs `git <source> | git <target>` and hands over the target's output, piece by piece: a push of any length needs no
 * memory for its commits. `input` goes to the source. If either git ends badly, the call throws.
 */
export async function pipeGit(
  source: readonly string[],
  target: readonly string[],
  call: GitCall,
  onOutput: (chunk: Buffer) => void,
): Promise<void> {
  const from = start(source, call)
  from.child.stdin.end(call.input)
  const to = startReader(target, call, from)
  from.child.stdout.pipe(to.child.stdin)
  await supervise([from, to], call, onOutput)
}

function start(args: readonly string[], call: GitCall): Running {
  const command = commandWord(args)
  const child = spawnGit(args, command, call)
  // A git that ends before it has read its whole input says why by its exit code.
  child.stdin.on('error', () => undefined)
  return { child, command, ended: waitForEnd(child, command, call) }
}

/** A source without a reader would fill the pipe, and then wait for ever. */
function startReader(args: readonly string[], call: GitCall, source: Running): Running {
  try {
    return start(args, call)
  } catch (error) {
    source.ended.catch(() => undefined)
    abandon(source.child)
    throw error
  }
}

/** Node throws some errors of the system at once, and emits others. */
function spawnGit(args: readonly string[], command: string, call: GitCall): GitProcess {
  try {
    return spawn('git', args, { cwd: call.cwd, env: { ...call.env }, windowsHide: true })
  } catch (error) {
    throw error instanceof Error ? notStarted(error, command, call) : error
  }
}

function commandWord(args: readonly string[]): string {
  return args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-c') ?? ''
}

function waitForEnd(child: GitProcess, command: string, call: GitCall): Running['ended'] {
  return new Promise((resolve, reject) => {
    let stderr = Buffer.alloc(0)
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderr.length < MAX_STDERR_BYTES) stderr = Buffer.concat([stderr, chunk]).subarray(0, MAX_STDERR_BYTES)
    })
    child.once('error', (error) => reject(notStarted(error, command, call)))
    child.once('close', (exitCode) => {
      const said = stderr.toString('utf8')
      const isAnswer = exitCode !== null && (call.okCodes ?? [0]).includes(exitCode)
      if (isAnswer) resolve({ exitCode, stderr: said })
      else reject(gitStopped(command, exitCode, said))
    })
  })
}

/** Node reports a missing working directory as a missing program. */
function notStarted(error: Error & { code?: unknown }, command: string, { cwd }: GitCall): ProblemError {
  if (!isFolder(cwd)) return new ProblemError({ area: 'git', code: 'no-repository', cwd })
  if (error.code === 'ENOENT') return new ProblemError({ area: 'git', code: 'no-git' })
  return gitStopped(command, null, error.message)
}

/** Waits for all processes, with a limit on silence and on output; the first fault ends the others. */
async function supervise(
  runs: readonly Running[],
  call: GitCall,
  onOutput: (chunk: Buffer) => void,
): Promise<readonly Awaited<Running['ended']>[]> {
  let timer: NodeJS.Timeout | undefined
  const fault = new Promise<never>((_resolve, reject) => {
    timer = watchSilence(runs, call.silenceMs ?? SILENCE_MS, reject)
    readOutput(runs.at(-1), call.maxBytes ?? MAX_OUTPUT_BYTES, onOutput, reject)
  })
  try {
    return await Promise.race([Promise.all(runs.map((run) => run.ended)), fault])
  } catch (error) {
    for (const run of runs) abandon(run.child)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function watchSilence(
  runs: readonly Running[],
  silenceMs: number,
  reject: (fault: ProblemError) => void,
): NodeJS.Timeout {
  const command = runs.map((run) => run.command).join(' | git ')
  const timer = setTimeout(
    () => reject(gitStopped(command, null, `it said nothing for ${silenceMs / 1000} s`)),
    silenceMs,
  )
  for (const run of runs) run.child.stdout.on('data', () => timer.refresh())
  return timer
}

function readOutput(
  run: Running | undefined,
  maxBytes: number,
  onOutput: (chunk: Buffer) => void,
  reject: (fault: unknown) => void,
): void {
  let bytes = 0
  run?.child.stdout.on('data', (chunk: Buffer) => {
    try {
      bytes += chunk.length
      if (bytes > maxBytes) throw outputUnreadable(run.command, `more than ${maxBytes} bytes`)
      onOutput(chunk)
    } catch (error) {
      reject(error)
    }
  })
}

/** Ends our own child and lets go of it: a child that hangs on a dead network disk must not hold us as well. */
function abandon(child: GitProcess): void {
  child.kill('SIGKILL')
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
  child.unref()
}
