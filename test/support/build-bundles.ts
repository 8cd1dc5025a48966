import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { TestProject } from 'vitest/node'
import { inProject } from './project.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the bundles that tests start, built once for a run. */
    readonly bundles: string
  }
}

const BUNDLES = {
  'in-thread': 'test/support/command/in-thread.ts',
  'lock-actor': 'test/support/fleet/lock-actor.ts',
  'mail-actor': 'test/support/fleet/mail-actor.ts',
}

/** Below the project, where the code finds the folder of its package. */
export default async function buildBundles({ provide }: TestProject): Promise<() => void> {
  const parent = inProject('node_modules/.cache')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'holdfast-bundles-'))
  await build({
    entryPoints: Object.fromEntries(Object.entries(BUNDLES).map(([name, path]) => [name, inProject(path)])),
    outdir: folder,
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
  provide('bundles', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
