/**
 * The agent programs whose hooks may call `git-holdfast agent-hook [--host <name>]`, with the event's JSON on
 * standard input. The name is a hint: what the environment proves overrules it, because some programs run the hooks
 * that were wired for another (Copilot and Cursor read Claude's files).
 */
export const AGENT_HOSTS = [
  'claude',
  'codex',
  'cursor',
  'gemini',
  'copilot',
  'vscode',
  'opencode',
  'windsurf',
  'antigravity',
] as const

export type AgentHost = (typeof AGENT_HOSTS)[number]

export function isAgentHost(text: string): text is AgentHost {
  return (AGENT_HOSTS as readonly string[]).includes(text)
}
