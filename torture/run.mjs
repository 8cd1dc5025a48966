/**
 * Compiles the torture into a folder of its own and runs it there.
 *
 *   npm run torture                      everything; writes docs/RELIABILITY.md
 *   npm run torture -- --short           a taste of everything in some 20 s; writes nothing
 *   npm run torture -- --only mail       one scenario; writes nothing
 *   npm run torture -- --seed 7          the same choices as another run that printed this seed
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { format, resolveConfig } from 'prettier'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'holdfast-torture-'))
try {
  await build({
    entryPoints: ['main', 'worker'].map((name) => join(root, 'torture', `${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    banner: {
      js: "import { createRequire as tortureRequire } from 'node:module'; const require = tortureRequire(import.meta.url);",
    },
  })
  const args = [join(folder, 'main.mjs'), root, folder, ...process.argv.slice(2)]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  process.exitCode = status ?? 1
  await publishReport()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** As the repository formats its documents. There is none after a short or partial run. */
async function publishReport() {
  const written = join(folder, 'RELIABILITY.md')
  const path = join(root, 'docs', 'RELIABILITY.md')
  if (!existsSync(written)) return
  const options = await resolveConfig(path)
  writeFileSync(path, await format(readFileSync(written, 'utf8'), { ...options, filepath: path }))
}
