import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of this package: the nearest above this file with package.json and the hooks that the build wrote. */
export function findPackageRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url))
  let folder = start
  while (!(existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'dist', 'hooks', 'guard.sh')))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`no package around ${start}`)
    folder = parent
  }
  return folder
}
