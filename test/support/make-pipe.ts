import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'

/** A pipe with a name, that nobody writes to: whoever opens it unwarily waits for ever. */
export function makePipe(path: string): void {
  rmSync(path, { recursive: true, force: true })
  if (spawnSync('mkfifo', [path]).status !== 0) throw new Error(`no pipe ${path}`)
}
