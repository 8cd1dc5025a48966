/**
 * By which variables agent programs tell the shells that they open who is at work. The build writes this table into the
 * hooks as well, so that a commit has the name that a lock has.
 */
export interface ProgramVariables {
  /** What its agents are called. */
  readonly name: string
  /** Holds the session, in the shells that the program opens for its agents; null: nothing does. */
  readonly session: string | null
  /** Set in these shells, whatever its value. */
  readonly marker: string | null
}

/**
 * The order decides where one program was started from the shell of another: the same for a hook and for the commit
 * that follows it. VS Code and Windsurf say nothing to the shells of their agents: these go by the name of the person.
 */
export const PROGRAMS: readonly ProgramVariables[] = [
  { name: 'cursor', session: 'CURSOR_CONVERSATION_ID', marker: 'CURSOR_AGENT' },
  { name: 'copilot', session: 'COPILOT_AGENT_SESSION_ID', marker: 'COPILOT_CLI' },
  // Of its session only hooks know.
  { name: 'gemini', session: 'GEMINI_SESSION_ID', marker: 'GEMINI_CLI' },
  { name: 'opencode', session: null, marker: 'OPENCODE' },
  { name: 'antigravity', session: null, marker: 'ANTIGRAVITY_AGENT' },
  { name: 'codex', session: 'CODEX_THREAD_ID', marker: null },
  { name: 'claude', session: 'CLAUDE_CODE_SESSION_ID', marker: 'CLAUDECODE' },
  { name: 'amp', session: 'AMP_CURRENT_THREAD_ID', marker: null },
]

/** Where a program that we do not know says what it is. */
export const PROGRAM_NAME_VARIABLE = 'AI_AGENT'

/** What programs call themselves there, where it is not the name of their agents. */
export const PROGRAM_NAMES: Readonly<Record<string, string>> = { 'claude-code': 'claude' }

export function renameProgram(said: string): string {
  return Object.hasOwn(PROGRAM_NAMES, said) ? (PROGRAM_NAMES[said] ?? said) : said
}

/** The environment as the shells of this session of a program have it: what a hook is told, and they are as well. */
export function toShellEnvironment(program: string, session: string): Readonly<Record<string, string>> {
  const known = PROGRAMS.find(({ name }) => name === program)
  if (known === undefined || session === '') return {}
  const marker = known.marker === null ? {} : { [known.marker]: '1' }
  return known.session === null ? marker : { ...marker, [known.session]: session }
}
