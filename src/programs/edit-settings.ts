import { hasEntries, putEntries, takeEntries } from '../core/edit/json-entries.js'
import { hasTomlBlock, putTomlBlock, takeTomlBlock } from '../core/edit/toml-block.js'
import { ProblemError } from '../core/problems/problem.js'
import { unreachable } from '../core/unreachable.js'
import type { ProgramFile } from './program-settings.js'

/** `stale`: the file has an entry of Holdfast that another version wrote, that a person changed, or that is doubled. */
export type ProgramFileState = 'absent' | 'wired' | 'stale'

/**
 * Gives the text of the file with the entries of Holdfast, and every other byte unchanged.
 *
 * @param path the name of the file in problems
 * @param text null where there is no file
 * @throws ProblemError `agent-file-invalid`, `agent-file-refused`
 */
export function wireProgramFile(file: ProgramFile, path: string, text: string | null): string {
  switch (file.kind) {
    case 'json':
      return putEntries(path, text, file)
    case 'toml':
      return putTomlBlock(path, text, file)
    case 'own':
      if (text !== null && !isOwn(file.sign, text)) throw foreignFile(path)
      return file.text
    default:
      return unreachable(file)
  }
}

/** Undoes {@link wireProgramFile}; null where nothing is left. */
export function unwireProgramFile(file: ProgramFile, path: string, text: string): string | null {
  switch (file.kind) {
    case 'json':
      return takeEntries(path, text, file)
    case 'toml':
      return takeTomlBlock(path, text)
    case 'own':
      return isOwn(file.sign, text) ? null : text
    default:
      return unreachable(file)
  }
}

/** @throws ProblemError `agent-file-invalid`, `agent-file-refused` */
export function stateOfProgramFile(file: ProgramFile, path: string, text: string | null): ProgramFileState {
  if (text === null || !holdsOurs(file, path, text)) return 'absent'
  return wireProgramFile(file, path, text) === text ? 'wired' : 'stale'
}

function holdsOurs(file: ProgramFile, path: string, text: string): boolean {
  switch (file.kind) {
    case 'json':
      return hasEntries(path, text, file)
    case 'toml':
      return hasTomlBlock(path, text)
    case 'own':
      return isOwn(file.sign, text)
    default:
      return unreachable(file)
  }
}

function isOwn(sign: string, text: string): boolean {
  return text.split('\n', 3).some((line) => line.startsWith(sign))
}

function foreignFile(path: string): ProblemError {
  const reason = 'exists already, and Holdfast did not write it'
  return new ProblemError({ area: 'config', code: 'agent-file-refused', path, reason })
}
