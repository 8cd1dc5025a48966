import type { AgentHost } from '../../core/agent-host.js'
import { SILENCE, type HostAdapter } from './host-adapter.js'
import { antigravity } from './hosts/antigravity.js'
import { claude, readClaudeEvent } from './hosts/claude.js'
import { codex } from './hosts/codex.js'
import { copilot } from './hosts/copilot.js'
import { cursor } from './hosts/cursor.js'
import { gemini } from './hosts/gemini.js'
import { opencode } from './hosts/opencode.js'
import { vscode } from './hosts/vscode.js'
import { windsurf } from './hosts/windsurf.js'

export const ADAPTERS: Readonly<Record<AgentHost, HostAdapter>> = {
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

const ALL = Object.values(ADAPTERS)

/** A program that we do not know: most have taken over Claude's events, and exit code 2 with a reason. */
export const unknown: HostAdapter = {
  host: null,
  events: Object.assign({}, ...ALL.map((adapter) => adapter.events)) as HostAdapter['events'],
  tools: {
    edits: ALL.flatMap((adapter) => adapter.tools.edits),
    shells: ALL.flatMap((adapter) => adapter.tools.shells),
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
