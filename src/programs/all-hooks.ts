import type { AgentProgram } from './names.js'
import { SILENCE, type ProgramHook } from './program-hook.js'
import { antigravity } from './antigravity/hook.js'
import { claude, readClaudeEvent } from './claude/hook.js'
import { codex } from './codex/hook.js'
import { copilot } from './copilot/hook.js'
import { cursor } from './cursor/hook.js'
import { gemini } from './gemini/hook.js'
import { opencode } from './opencode/hook.js'
import { vscode } from './vscode/hook.js'
import { windsurf } from './windsurf/hook.js'

export const PROGRAM_HOOKS: Readonly<Record<AgentProgram, ProgramHook>> = {
  antigravity,
  claude,
  codex,
  copilot,
  cursor,
  gemini,
  opencode,
  vscode,
  windsurf,
}

const ALL = Object.values(PROGRAM_HOOKS)

/** For unknown programs: most of them use Claude's events, and read exit code 2 with a reason as a denial. */
export const unknown: ProgramHook = {
  program: null,
  events: Object.assign({}, ...ALL.map((hook) => hook.events)) as ProgramHook['events'],
  tools: {
    edits: ALL.flatMap((hook) => hook.tools.edits),
    shells: ALL.flatMap((hook) => hook.tools.shells),
  },
  tells: [],
  takesNames: false,
  asks: false,
  read: (payload, given) => {
    const said = readClaudeEvent(payload)
    return said.name === '' ? { ...said, name: given } : said
  },
  render: (_event, answer) => (answer.kind === 'deny' ? { exitCode: 2, stdout: '', stderr: answer.reason } : SILENCE),
}
