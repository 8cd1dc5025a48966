import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { quote } from '../../core/quote.js'
import type { Workspace } from '../workspace/workspace.js'
import { bad, good, type Finding } from './finding.js'

export function checkStore({ folders }: Workspace): readonly Finding[] {
  return [folders.locks, folders.comm].map((folder) =>
    isWritable(folder)
      ? good('store', `${quote(folder)} can be written`)
      : bad('store', `${quote(folder)} cannot be written`, `ls -ld ${quote(folder)}`),
  )
}

/** A folder that is not there yet can be made where its parent can be written. */
function isWritable(folder: string): boolean {
  if (!existsSync(folder)) return dirname(folder) !== folder && isWritable(dirname(folder))
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
