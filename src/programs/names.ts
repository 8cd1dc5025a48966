/**
 * The agent programs whose hooks may call `git-holdfast agent-hook [--host <name>] [--event <name>]`, with the
 * event's JSON on standard input. Both options are hints: proof in the environment or the event overrules them, because
 * some programs run the hooks that were installed for another (Copilot and Cursor read Claude's files).
 *
 * `--event` is needed only for events that do not name themselves: Copilot's camelCase events and Antigravity's.
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
 * The hook matters for every tool that edits or runs a shell; it lets other tools through at once. PostToolUse shows
 * nothing and may be left out: it only renews locks.
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
