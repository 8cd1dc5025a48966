/** The entry that agent programs start for their hooks: bundled into one file, without the command line. */
import { fstatSync, readSync, writeSync } from 'node:fs'
import { runAgentHook } from './hook/run-agent-hook.js'

/** The largest events contain a file that the agent writes. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024

/** A program that starts a hook sends the event at once, so a longer wait is of no use. */
const MAX_WAIT_MS = 5_000

const args = process.argv.slice(2)

void runAgentHook({ args, input: readInput(), cwd: workingFolder(), environment: process.env }).then(
  ({ exitCode, stdout, stderr }) => {
    write(1, stdout)
    write(2, stderr === '' || stderr.endsWith('\n') ? stderr : `${stderr}\n`)
    process.exitCode = exitCode
  },
  () => undefined,
)

/** Empty without input, and with more input than any event has. Streams are not used: loading them takes too long. */
function readInput(): string {
  if (!isPiped()) return ''
  const chunks: Buffer[] = []
  for (let bytes = 0; bytes <= MAX_INPUT_BYTES;) {
    const chunk = Buffer.allocUnsafe(64 * 1024)
    const count = readChunk(chunk)
    if (count === 0) return Buffer.concat(chunks).toString('utf8')
    chunks.push(chunk.subarray(0, count))
    bytes += count
  }
  return ''
}

/** True unless standard input is a terminal or closed. */
function isPiped(): boolean {
  try {
    return !fstatSync(0).isCharacterDevice()
  } catch {
    return false
  }
}

function readChunk(chunk: Buffer): number {
  for (let waited = 0; waited < MAX_WAIT_MS; waited += 1) {
    try {
      return readSync(0, chunk)
    } catch (error) {
      // A non-blocking pipe has no data yet: wait a moment and read again.
      if (!isAgain(error)) return 0
      pause()
    }
  }
  return 0
}

/** Gives up when the program no longer reads the answer, which is no fault. */
function write(file: 1 | 2, text: string): void {
  let rest = Buffer.from(text)
  for (let waited = 0; rest.length > 0 && waited < MAX_WAIT_MS; waited += 1) {
    try {
      rest = rest.subarray(writeSync(file, rest))
    } catch (error) {
      if (!isAgain(error)) return
      pause()
    }
  }
}

function isAgain(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN'
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
}

/** A current folder that was removed meanwhile has no path. */
function workingFolder(): string {
  try {
    return process.cwd()
  } catch {
    return '/'
  }
}
