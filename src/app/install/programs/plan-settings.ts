import { AGENT_PROGRAMS, type AgentProgram } from '../../../programs/names.js'
import { AGENTS_MD, AGENTS_MD_LINES, AGENTS_MD_BLOCK } from '../../../programs/agents-md.js'
import { unwireProgramFile, wireProgramFile } from '../../../programs/edit-settings.js'
import type { ProgramFile } from '../../../programs/program-settings.js'
import { filesOf } from '../../../programs/all-settings.js'
import { putBlock, takeBlock } from '../../../core/edit/marked-block.js'
import { ProblemError } from '../../../core/problems/problem.js'
import type { FileEdit } from '../../../disk/file-edits.js'
import type { Workspace } from '../../workspace/workspace.js'
import { editAgentFile, readAgentFile, type AgentFile } from './settings-file.js'

/**
 * The edits of the repository's files that make these programs ask Holdfast, each file once.
 *
 * @throws ProblemError `agent-file-invalid`, `agent-file-refused`; no edit is planned then
 */
export function planAgentFiles(workspace: Workspace, programs: readonly AgentProgram[]): readonly FileEdit[] {
  return filesOf(programs).flatMap((file) => {
    const there = locateProgramFile(workspace, file)
    const mode = file.kind === 'own' ? file.mode : there.mode
    return editAgentFile(there, wireProgramFile(file, there.name, there.text), mode, `ask holdfast (${file.purpose})`)
  })
}

/** The edits that take our lines out again. Files without our lines, or too broken to contain them, stay unchanged. */
export function planAgentFileRemoval(
  workspace: Workspace,
  programs: readonly AgentProgram[] = AGENT_PROGRAMS,
): readonly FileEdit[] {
  return filesOf(programs).flatMap((file) =>
    [file.path, ...(file.instead ?? [])].flatMap((name) => {
      const there = lookUnlessForeign(workspace, name)
      if (there?.text?.includes('holdfast') !== true) return []
      const after = unwireProgramFile(file, name, there.text)
      return editAgentFile(there, after, there.mode, `no longer ask holdfast (${file.purpose})`)
    }),
  )
}

/** A few lines for agents whose programs run no hooks. @throws ProblemError `agent-file-refused` */
export function planAgentsMd(workspace: Workspace): readonly FileEdit[] {
  const file = readHere(workspace, AGENTS_MD)
  refuseDamage(file)
  const after = putBlock(file.text ?? '', AGENTS_MD_LINES, AGENTS_MD_BLOCK)
  return editAgentFile(file, after, file.mode, 'tell agents about locks and mail')
}

export function planAgentsMdRemoval(workspace: Workspace): readonly FileEdit[] {
  const file = lookUnlessForeign(workspace, AGENTS_MD)
  if (file?.text == null) return []
  refuseDamage(file)
  const { kind, rest } = takeBlock(file.text, AGENTS_MD_BLOCK)
  if (kind === 'without') return []
  return editAgentFile(file, rest === '' ? null : rest, file.mode, 'no longer tell agents about locks and mail')
}

/** The file that the program would read. */
export function locateProgramFile(workspace: Workspace, file: ProgramFile): AgentFile {
  const first = readHere(workspace, file.path)
  if (first.text !== null) return first
  const others = (file.instead ?? []).map((name) => readHere(workspace, name))
  return others.find((other) => other.text !== null) ?? first
}

function readHere({ place }: Workspace, name: string): AgentFile {
  if (place.top === null)
    throw new ProblemError({ area: 'git', code: 'bare-repository', path: place.gitDir, action: 'run an agent' })
  return readAgentFile(place, place.top, name)
}

/** Null for a file that may not be read: Holdfast never wrote it. */
function lookUnlessForeign(workspace: Workspace, name: string): AgentFile | null {
  try {
    return readHere(workspace, name)
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

function refuseDamage({ name, text }: AgentFile): void {
  if (takeBlock(text ?? '', AGENTS_MD_BLOCK).kind !== 'damaged') return
  const reason = `has a mark ${AGENTS_MD_BLOCK.begin} or ${AGENTS_MD_BLOCK.end} without its partner, or twice`
  throw new ProblemError({ area: 'config', code: 'agent-file-refused', path: name, reason })
}
