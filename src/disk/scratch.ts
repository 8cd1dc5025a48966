import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * Makes a new folder among the system's temporary files, which nobody else can have prepared. The caller removes it.
 *
 * @param what a word in its name, for people who find it: `canary`
 * @returns its real path
 * @throws the system's error
 */
export function makeScratch(what: string): string {
  return realpathSync(mkdtempSync(join(tmpdir(), `holdfast-${what}-`)))
}

/** @throws the system's error */
export function removeScratch(folder: string): void {
  // On Windows, a file that a process has open goes only a moment after the process has ended.
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

/** @throws the system's error */
export function makeScratchFolder(path: string): void {
  mkdirSync(path, { recursive: true })
}

/**
 * Writes a file in a scratch folder, and the folders on the way to it.
 *
 * @throws the system's error
 */
export function writeScratch(path: string, content: string | Uint8Array, mode?: number): void {
  makeScratchFolder(dirname(path))
  writeFileSync(path, content, { mode })
}
