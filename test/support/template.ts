import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * Fills a folder with what `make` would put there. It is made once in a run, in the poisoned home, and copied from there:
 * a repository takes git twenty processes to make, and no process to copy.
 */
export function fillFromTemplate(folder: string, name: string, make: (folder: string) => void): void {
  const template = join(process.env['HOME'] ?? tmpdir(), 'templates', name)
  if (!existsSync(template)) makeTemplate(template, make)
  copyFolder(template, folder)
}

/** Two workers may make the same one at once: the first to be ready wins. */
function makeTemplate(template: string, make: (folder: string) => void): void {
  mkdirSync(dirname(template), { recursive: true })
  const folder = mkdtempSync(`${template}-`)
  make(folder)
  try {
    renameSync(folder, template)
  } catch (error) {
    if (!existsSync(template)) throw error
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Modes are kept, as `copyFile` keeps them. */
export function copyFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyFolder(source, target)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else copyFileSync(source, target)
  }
}
