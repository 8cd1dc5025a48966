import type { AgentProgram } from './names.js'
import { ANTIGRAVITY } from './antigravity/settings.js'
import { CLAUDE } from './claude/settings.js'
import { CODEX } from './codex/settings.js'
import { COPILOT } from './copilot/settings.js'
import { CURSOR } from './cursor/settings.js'
import { GEMINI } from './gemini/settings.js'
import type { ProgramFile, ProgramSettings } from './program-settings.js'
import { OPENCODE } from './opencode/settings.js'
import { VSCODE } from './vscode/settings.js'
import { WINDSURF } from './windsurf/settings.js'

export const PROGRAM_SETTINGS: Readonly<Record<AgentProgram, ProgramSettings>> = {
  claude: CLAUDE,
  codex: CODEX,
  cursor: CURSOR,
  gemini: GEMINI,
  copilot: COPILOT,
  vscode: VSCODE,
  opencode: OPENCODE,
  windsurf: WINDSURF,
  antigravity: ANTIGRAVITY,
}

/** Gives the files of these programs. A file that two of them read appears once. */
export function filesOf(programs: readonly AgentProgram[]): readonly ProgramFile[] {
  const files = programs.flatMap((program) => PROGRAM_SETTINGS[program].files)
  return files.filter((file, index) => files.findIndex(({ path }) => path === file.path) === index)
}
