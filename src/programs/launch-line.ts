import type { AgentProgram } from './names.js'

/**
 * Gives the command by which an agent program starts Holdfast: an alias of git, the same line on every system and under
 * every shell.
 *
 * - git is present wherever there is a repository, and is a real program. npm installs Holdfast on Windows as a `.cmd`,
 *   which cannot be started without a shell.
 * - git runs the alias in its own POSIX shell, at the top of the work tree, wherever the agent works. The alias takes
 *   the git-holdfast on the PATH, or else the one that the project installed. It does not run one that is committed,
 *   because a branch that is checked out must not run its own code.
 * - where neither is installed, the alias ends with 0 and prints nothing, so that a fresh clone works as if no hook
 *   were installed, also under Copilot, which refuses the tool for any other exit code.
 *
 * The line has no quote, `$`, `%` or backtick, so that cmd, PowerShell and sh read it unchanged in double quotes.
 *
 * @param program null in a file that two programs read: the events tell the programs apart
 */
export function hookWords(program: AgentProgram | null, event?: string): readonly string[] {
  const hints = [...(program === null ? [] : ['--host', program]), ...(event === undefined ? [] : ['--event', event])]
  return aliasWords(HOOK_ALIAS, ['agent-hook', ...hints].join(' '))
}

/** Gives the same command as one line, for a program that runs its hooks in a shell. */
export function hookLine(program: AgentProgram | null, event?: string): string {
  return hookWords(program, event)
    .map((word) => (/^[\w./-]+$/.test(word) ? word : `"${word}"`))
    .join(' ')
}

/** Gives the command of the MCP server, which talks by standard input and output. */
export function mcpWords(): readonly string[] {
  return aliasWords(MCP_ALIAS, 'mcp')
}

/** Recognises a hook line of any version, or one that a person typed as the documents say. */
export function isHookLine(text: string): boolean {
  return text.startsWith(`git -c "alias.${HOOK_ALIAS}=`) || /^git[ -]holdfast(?:\.cmd)? agent-hook\b/.test(text)
}

export function isMcpLine(words: readonly unknown[]): boolean {
  const line = words.join(' ')
  return line.startsWith(`git -c alias.${MCP_ALIAS}=`) || /^(?:npx (?:-y )?)?git[ -]holdfast mcp\b/.test(line)
}

const HOOK_ALIAS = 'holdfast-hook'
const MCP_ALIAS = 'holdfast-mcp'

function aliasWords(alias: string, command: string): readonly string[] {
  const local = 'node_modules/.bin/git-holdfast'
  const script = [
    // In a linked worktree git exports GIT_DIR to its aliases. With it, git would answer for this repository only.
    'unset GIT_DIR GIT_WORK_TREE',
    'if command -v git-holdfast >/dev/null',
    `then exec git-holdfast ${command}`,
    `elif test -x ${local} && ! git ls-files --error-unmatch ${local} >/dev/null 2>/dev/null`,
    `then exec ${local} ${command}`,
    'fi',
  ].join('; ')
  return ['git', '-c', `alias.${alias}=!${script}`, alias]
}
