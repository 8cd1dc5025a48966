import type { AgentHost } from '../agent-host.js'
import { ANTIGRAVITY } from './antigravity.js'
import { CLAUDE } from './claude.js'
import { CODEX } from './codex.js'
import { COPILOT } from './copilot.js'
import { CURSOR } from './cursor.js'
import { GEMINI } from './gemini.js'
import type { HostFile, HostWiring } from './host-wiring.js'
import { OPENCODE } from './opencode.js'
import { VSCODE } from './vscode.js'
import { WINDSURF } from './windsurf.js'

export const HOST_WIRINGS: Readonly<Record<AgentHost, HostWiring>> = {
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

/** Each file once, though two programs read it. */
export function filesOf(hosts: readonly AgentHost[]): readonly HostFile[] {
  const files = hosts.flatMap((host) => HOST_WIRINGS[host].files)
  return files.filter((file, index) => files.findIndex(({ path }) => path === file.path) === index)
}
