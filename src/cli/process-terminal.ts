import { createInterface } from 'node:readline/promises'
import { addAbortSignal, type Readable, type Writable } from 'node:stream'
import { ProblemError } from '../core/problems/problem.js'
import type { Terminal } from './terminal.js'

export interface ProcessTerminalOptions {
  /** Each is opened where it is used first: to open standard input changes the mode of a pipe that a child may read. */
  readonly streams: {
    readonly stdin: Readable & { readonly isTTY?: boolean }
    readonly stdout: Writable
    readonly stderr: Writable & { readonly isTTY?: boolean }
  }
  readonly isCi: boolean
  /** Ended by the user: with Ctrl-C at a question, too, which arrives there as a key and not as a signal. */
  readonly interrupt: AbortController
}

/** What the command says on the streams of its process. Its exit code stays the answer, whatever becomes of the words. */
export function openProcessTerminal({ streams, isCi, interrupt }: ProcessTerminalOptions): Terminal {
  const unread = new AbortController()
  const isWatched = streams.stderr.isTTY === true && !isCi
  const printError = printerTo(
    () => streams.stderr,
    () => undefined,
  )
  const stopPrinting = (error: unknown): void => {
    if (unread.signal.aborted) return
    unread.abort()
    // Whoever reads our output may have seen enough: that is no fault. A full disk is one, of the output alone.
    if (codeOf(error) !== 'EPIPE') printError(`holdfast: standard output is not written: ${messageOf(error)}`)
  }
  interrupt.signal.addEventListener('abort', () => unread.abort(), { once: true })
  return {
    print: printerTo(() => streams.stdout, stopPrinting),
    printError,
    unread: unread.signal,
    isWatched,
    confirm: async (question) => !isWatched || streams.stdin.isTTY !== true || ask(streams, interrupt, question),
    readInput: (limit) => readBounded(streams.stdin, limit, interrupt.signal),
  }
}

/** A stream tells of a fault by an event, or throws: a file does that in some versions of Node. */
function printerTo(open: () => Writable, onFault: (error: unknown) => void): (text: string) => void {
  let stream: Writable | undefined
  return (text) => {
    try {
      stream ??= open().on('error', onFault)
      stream.write(`${text}\n`)
    } catch (error) {
      onFault(error)
    }
  }
}

/** No answer is a no: the terminal may be closed, or Ctrl-D typed. */
async function ask(
  { stdin, stderr }: ProcessTerminalOptions['streams'],
  interrupt: AbortController,
  question: string,
): Promise<boolean> {
  const asker = createInterface({ input: stdin, output: stderr })
  const closed = new Promise<string>((resolve) => asker.once('close', () => resolve('')))
  asker.once('SIGINT', () => interrupt.abort())
  const typed = asker.question(`${question} [y/N] `, { signal: interrupt.signal })
  const answer = await Promise.race([typed, closed]).finally(() => asker.close())
  return /^y(es)?$/i.test(answer.trim())
}

/** Reads no further than it has to: null where there is more than `limit`. */
async function readBounded(stdin: Readable, limit: number, signal: AbortSignal): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of addAbortSignal(signal, stdin)) {
      chunks.push(chunk as Uint8Array)
      bytes += (chunk as Uint8Array).length
      if (bytes > limit) return null
    }
  } catch (error) {
    throw new ProblemError({ area: 'usage', code: 'input-unreadable', reason: messageOf(error) })
  }
  return Buffer.concat(chunks)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
