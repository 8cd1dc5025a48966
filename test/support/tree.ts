import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Everything beneath a folder: path -> mode and content, for two moments to be compared. */
export function readTree(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const visit = (path: string): void => {
    const stat = lstatSync(path)
    found.set(relative(folder, path), `${(stat.mode & 0o7777).toString(8)} ${contentOf(path)}`)
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name))
  }
  visit(folder)
  return found
}

function contentOf(path: string): string {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return `-> ${readlinkSync(path)}`
  return stat.isFile() ? readFileSync(path, 'latin1') : ''
}
