import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { TestProject } from 'vitest/node'
import { inProject } from './project.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the programs of steered processes lie, each built once for a run. */
    readonly actors: string
    /** The thread that runs commands. */
    readonly commandThread: string
  }
}

export default async function buildBundles({ provide }: TestProject): Promise<() => void> {
  const actors = mkdtempSync(join(tmpdir(), 'holdfast-actors-'))
  // Some of them run as another account.
  chmodSync(actors, 0o755)
  // Below the project: there the command finds the folder of its package.
  const cache = inProject('node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const thread = mkdtempSync(join(cache, 'holdfast-thread-'))
  await bundle(actors, { 'lock-actor': 'fleet/lock-actor.ts', 'mail-actor': 'fleet/mail-actor.ts' })
  await bundle(thread, { 'in-thread': 'command/in-thread.ts' })
  provide('actors', actors)
  provide('commandThread', join(thread, 'in-thread.mjs'))
  return () => {
    for (const folder of [actors, thread]) rmSync(folder, { recursive: true, force: true })
  }
}

async function bundle(outdir: string, entries: Readonly<Record<string, string>>): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, path]) => [name, inProject(`test/support/${path}`)]),
    ),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
    },
    logLevel: 'warning',
  })
}
