import { accessSync, constants, existsSync, lstatSync, statSync, type Stats } from 'node:fs'

/** A folder, or a link that leads to one. */
export function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true
}

/** Does the path lead to something, at the end of all links? False also if a folder on the way is closed to us. */
export function isReachable(path: string): boolean {
  return existsSync(path)
}

/** Does the path name something, even a link that leads nowhere? False also if a folder on the way is closed to us. */
export function isNamed(path: string): boolean {
  return lookAt(path) !== undefined
}

/** A symbolic link itself, wherever it leads. */
export function isLink(path: string): boolean {
  return lookAt(path)?.isSymbolicLink() === true
}

/** A file that this account may run. */
export function isProgram(path: string): boolean {
  return statOf(path)?.isFile() === true && isAllowed(path, constants.X_OK)
}

/** May this account write to the file? For a folder: may it make names in it? */
export function isWritable(path: string): boolean {
  return isAllowed(path, constants.W_OK)
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

function isAllowed(path: string, right: number): boolean {
  try {
    accessSync(path, right)
    return true
  } catch {
    return false
  }
}
