import { build } from 'esbuild'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import type { ActorSetup, Command } from './mail-actor.js'

/** Actors as one compiled file: a process of its own starts in the time that node takes. */
export interface Stage {
  readonly program: string
  readonly close: () => void
}

export interface Actor {
  /** Its answer, or null where it died of the command. */
  readonly tell: <T>(command: Command) => Promise<T | null>
}

export async function buildStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-stage-'))
  const program = join(folder, 'actor.mjs')
  const entryPoint = join(import.meta.dirname, 'mail-actor.ts')
  await build({
    entryPoints: [entryPoint],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
  })
  return { program, close: () => rmSync(folder, { recursive: true, force: true }) }
}

/** A process that is ready for its first command, and ends with the test. */
export async function callActor(stage: Stage, setup: ActorSetup): Promise<Actor> {
  const child = spawn(process.execPath, [stage.program, JSON.stringify(setup)], { stdio: ['pipe', 'pipe', 'inherit'] })
  // A command to a process that has just died is answered by the end of its output.
  child.stdin.on('error', () => undefined)
  onTestFinished(() => void child.stdin.end())
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const line = await lines.next()
    return line.done === true ? null : JSON.parse(line.value)
  }
  await next()
  return {
    tell: async <T>(command: Command) => {
      child.stdin.write(`${JSON.stringify(command)}\n`)
      return (await next()) as T | null
    },
  }
}

export function callActors(stage: Stage, count: number, setup: ActorSetup): Promise<readonly Actor[]> {
  return Promise.all(Array.from({ length: count }, () => callActor(stage, setup)))
}
