import { fileURLToPath } from 'node:url'

const ROOT = new URL('../../', import.meta.url)

/** A file or folder of this project, by its path from the top. */
export function inProject(path: string): string {
  return fileURLToPath(new URL(path, ROOT))
}

/** The command as `npm run build` leaves it. */
export const MAIN = inProject('dist/main.js')

/** The Python programs whose files ours are to be exchanged with; beside the project, where somebody has them. */
export const REFERENCE = inProject('../shared/reference')
