import { join } from 'node:path'
import { AGENT_PROGRAMS, type AgentProgram } from '../../../programs/names.js'
import { stateOfProgramFile, type ProgramFileState } from '../../../programs/edit-settings.js'
import { PROGRAM_SETTINGS } from '../../../programs/all-settings.js'
import { ProblemError, type Problem } from '../../../core/problems/problem.js'
import type { Workspace } from '../../workspace/workspace.js'
import { locateProgramFile } from './plan-settings.js'
import { isNamed } from '../../../disk/look.js'

/** An agent program that is used in this repository, and the state of its files. */
export interface FoundProgram {
  readonly program: AgentProgram
  /** `part`: some of its files contain our lines, or an older form of them. */
  readonly state: 'wired' | 'part' | 'not wired'
  readonly files: readonly FoundFile[]
}

export interface FoundFile {
  readonly name: string
  /** A problem when the file cannot be read or edited. */
  readonly state: ProgramFileState | Problem
}

/** Finds agent programs by the folders and files that they keep in the worktree. */
export function findAgentPrograms(workspace: Workspace): readonly FoundProgram[] {
  const { top } = workspace.place
  if (top === null) return []
  return AGENT_PROGRAMS.filter((program) =>
    PROGRAM_SETTINGS[program].signs.some((sign) => isNamed(join(top, sign))),
  ).map((program) => lookAtProgram(workspace, program))
}

function lookAtProgram(workspace: Workspace, program: AgentProgram): FoundProgram {
  const files = PROGRAM_SETTINGS[program].files.map((file): FoundFile => {
    try {
      const { name, text } = locateProgramFile(workspace, file)
      return { name, state: stateOfProgramFile(file, name, text) }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      return { name: file.path, state: error.problem }
    }
  })
  const isWired = files.every(({ state }) => state === 'wired')
  return { program, files, state: isWired ? 'wired' : files.some(isOurs) ? 'part' : 'not wired' }
}

function isOurs({ state }: FoundFile): boolean {
  return state === 'wired' || state === 'stale'
}
