/**
 * The variables by which one agent program tells its shells which agent works in them. The build writes the table of
 * all programs into the hooks as well, so that a commit bears the same name as a lock.
 */
export interface ProgramVariables {
  /** The name of its agents. */
  readonly name: string
  /** The variable that names the session in the shells of its agents; null where the program sets none. */
  readonly session: string | null
  /** A variable that is set in these shells, to any value; null where the program sets none. */
  readonly marker: string | null
}

/**
 * The order decides where one program was started from the shell of another, so that a hook and the commit after it
 * give the same answer. VS Code and Windsurf set no variable for the shells of their agents: those bear the person's
 * name.
 */
export const PROGRAMS: readonly ProgramVariables[] = [
  { name: 'cursor', session: 'CURSOR_CONVERSATION_ID', marker: 'CURSOR_AGENT' },
  { name: 'copilot', session: 'COPILOT_AGENT_SESSION_ID', marker: 'COPILOT_CLI' },
  // Gemini names the session to its hooks only.
  { name: 'gemini', session: 'GEMINI_SESSION_ID', marker: 'GEMINI_CLI' },
  { name: 'opencode', session: null, marker: 'OPENCODE' },
  { name: 'antigravity', session: null, marker: 'ANTIGRAVITY_AGENT' },
  { name: 'codex', session: 'CODEX_THREAD_ID', marker: null },
  { name: 'claude', session: 'CLAUDE_CODE_SESSION_ID', marker: 'CLAUDECODE' },
  { name: 'amp', session: 'AMP_CURRENT_THREAD_ID', marker: null },
]

/** The variable by which a program that is not in the table names itself. */
export const PROGRAM_NAME_VARIABLE = 'AI_AGENT'

/** From the names that programs give themselves there to the names of their agents, where the two differ. */
export const PROGRAM_NAMES: Readonly<Record<string, string>> = { 'claude-code': 'claude' }

export function renameProgram(said: string): string {
  return Object.hasOwn(PROGRAM_NAMES, said) ? (PROGRAM_NAMES[said] ?? said) : said
}

/** Gives the variables by which a program names this session to its shells; a hook knows it from its event. */
export function toShellEnvironment(program: string, session: string): Readonly<Record<string, string>> {
  const known = PROGRAMS.find(({ name }) => name === program)
  if (known === undefined || session === '') return {}
  const marker = known.marker === null ? {} : { [known.marker]: '1' }
  return known.session === null ? marker : { ...marker, [known.session]: session }
}
