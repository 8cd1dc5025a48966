import { build } from 'esbuild'
import { spawn, type SpawnOptions } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { LockActorSetup, LockCommand } from './lock-actor.js'

/** Actors as one compiled file: a process of its own starts in the time that node takes. */
export interface LockStage {
  readonly program: string
  readonly close: () => void
}

export interface LockActor {
  readonly pid: number
  /** Its answer, or null where it died of the command. */
  readonly tell: <T>(command: LockCommand) => Promise<T | null>
  /** Kills it, and resolves when it is gone. */
  readonly kill: () => Promise<void>
}

export async function buildLockStage(): Promise<LockStage> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-stage-'))
  // For actors of another account.
  chmodSync(folder, 0o755)
  const program = join(folder, 'actor.mjs')
  const entryPoint = join(import.meta.dirname, 'lock-actor.ts')
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" }
  await build({
    entryPoints: [entryPoint],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner,
  })
  return { program, close: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A process that is ready for its first command, and ends with the test. */
export async function callLockActor(
  stage: LockStage,
  setup: LockActorSetup,
  options: SpawnOptions = {},
): Promise<LockActor> {
  const child = spawn(process.execPath, [stage.program, JSON.stringify(setup)], {
    ...options,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  // A command to a process that has just died is answered by the end of its output.
  child.stdin.on('error', () => undefined)
  onTestFinished(() => void child.stdin.end())
  const gone = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const line = await lines.next()
    return line.done === true ? null : JSON.parse(line.value)
  }
  await next()
  return {
    pid: child.pid ?? 0,
    tell: async <T>(command: LockCommand) => {
      child.stdin.write(`${JSON.stringify(command)}\n`)
      return (await next()) as T | null
    },
    kill: () => {
      child.kill('SIGKILL')
      return gone
    },
  }
}
