import { spawn } from 'node:child_process'
import { constants } from 'node:os'

export interface ChildCommand {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
}

const NOT_FOUND = 127
const NOT_RUNNABLE = 126
/** What Ctrl-C and Ctrl-\ send. A terminal sends them to every process in front of it, and so to the program itself. */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const
const FORWARDED = [...FROM_TERMINAL, 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a program on the streams of this process until it ends, and passes on the signals that this process gets and the
 * program does not. This process outlives them: it ends when the program does. Gives the program's exit code as a shell
 * would: 128 + n for signal n, 127 if there is no such program.
 *
 * @param onNotStarted gets the reason, if the program could not be started
 */
export function runChild({ program, args, cwd }: ChildCommand, onNotStarted: (why: string) => void): Promise<number> {
  return new Promise((resolve) => {
    // No shell is started; on Windows, run a .cmd through `cmd /c`.
    const child = spawn(program, args, { cwd, stdio: 'inherit' })
    const isAtTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)
    const forward = (signal: NodeJS.Signals): void => {
      const hasReached = isAtTerminal && FROM_TERMINAL.some((sent) => sent === signal)
      if (!hasReached) child.kill(signal)
    }
    for (const signal of FORWARDED) process.on(signal, forward)
    const end = (exitCode: number): void => {
      for (const signal of FORWARDED) process.off(signal, forward)
      resolve(exitCode)
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      onNotStarted(error.message)
      end(error.code === 'ENOENT' ? NOT_FOUND : NOT_RUNNABLE)
    })
    child.on('exit', (code, signal) => end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  })
}
