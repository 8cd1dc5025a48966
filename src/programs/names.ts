/**
 * The agent programs whose hooks may call `git-holdfast agent-hook [--host <name>] [--event <name>]`, with the
 * event's JSON on standard input. Both options are hints: what the environment and the event prove overrules them,
 * because some programs run the hooks that were wired for another (Copilot and Cursor read Claude's files).
 *
 * `--event` is needed only where the event does not say its own name: Copilot's camelCase events and Antigravity.
 *
 * | program | events that are served |
 * | --- | --- |
 * | claude, codex, vscode | SessionStart, UserPromptSubmit, PreToolUse, PostToolUse, Stop, SessionEnd |
 * | copilot | the same, or sessionStart, userPromptSubmitted, preToolUse, postToolUse, agentStop, sessionEnd |
 * | cursor | sessionStart, beforeSubmitPrompt, preToolUse, beforeShellExecution, postToolUse, stop, sessionEnd |
 * | gemini | SessionStart, BeforeAgent, BeforeTool, AfterTool, AfterAgent, SessionEnd |
 * | windsurf | pre_write_code, pre_run_command, pre_user_prompt |
 * | antigravity | PreInvocation, PreToolUse, Stop |
 * | opencode | what its plugin sends, see below |
 *
 * Tools to match: every tool that edits or runs a shell; the others are let through at once. Of PostToolUse nothing
 * is shown: it keeps locks alive, and may be left out.
 *
 * The opencode plugin sends `{ event, sessionID, cwd }`, with `{ tool, callID, args }` for `tool.execute.before`, and
 * `event` one of `session.created`, `chat.message`, `tool.execute.before`, `shell.env`, `session.idle`,
 * `session.deleted`. It gets nothing, or one object: `{ decision: 'deny', reason }` to throw, `context` (text for the
 * model) and `env` (variables for the shell).
 */
export const AGENT_PROGRAMS = [
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

export type AgentProgram = (typeof AGENT_PROGRAMS)[number]

export function isAgentProgram(text: string): text is AgentProgram {
  return (AGENT_PROGRAMS as readonly string[]).includes(text)
}
