import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where Linux keeps a file system in memory: there it costs nothing to sync, and tests sync ten thousand times. */
const MEMORY = '/dev/shm'
const NEEDED_BYTES = 2 ** 31

/** A folder for everything that a run writes; in memory where there is room for it and where hooks may run. */
export function makeScratch(): string {
  return makeIn(MEMORY) ?? mkdtempSync(join(tmpdir(), 'holdfast-tests-'))
}

function makeIn(parent: string): string | null {
  try {
    const { bavail, bsize } = statfsSync(parent)
    if (process.platform !== 'linux' || bavail * bsize < NEEDED_BYTES) return null
    const folder = mkdtempSync(join(parent, 'holdfast-tests-'))
    if (mayExecuteIn(folder)) return folder
    rmSync(folder, { recursive: true })
    return null
  } catch {
    return null
  }
}

/** Containers often mount it `noexec`. */
function mayExecuteIn(folder: string): boolean {
  const script = join(folder, 'probe')
  writeFileSync(script, '#!/bin/sh\n', { mode: 0o755 })
  return spawnSync(script).status === 0
}
