import type { AgentProgram } from './names.js'

/**
 * How an agent program starts us: as an alias of git, on every system and under every shell the same line.
 *
 * - git is there wherever there is a repository, and is a real program: on Windows a program cannot be started
 *   without a shell where it is a `.cmd`, as npm makes ours.
 * - git runs the alias in its own POSIX shell, at the top of the work tree, wherever the agent stands. So the one that
 *   the project installed is found: after the one on the PATH, and not where a commit brought it, so that no branch
 *   that is checked out is run.
 * - where neither is installed the alias ends with 0 and says nothing: a fresh clone works as if nothing were wired,
 *   also under Copilot, which refuses the tool for any other exit code.
 *
 * There is no quote, `$`, `%` or backtick in it: cmd, PowerShell and sh read it in double quotes as it stands.
 *
 * @param program null in a file that two programs read: each is known by its events
 */
export function hookWords(program: AgentProgram | null, event?: string): readonly string[] {
  const hints = [...(program === null ? [] : ['--host', program]), ...(event === undefined ? [] : ['--event', event])]
  return aliasWords(HOOK_ALIAS, ['agent-hook', ...hints].join(' '))
}

/** The same for a program that runs its hooks in a shell. */
export function hookLine(program: AgentProgram | null, event?: string): string {
  return hookWords(program, event)
    .map((word) => (/^[\w./-]+$/.test(word) ? word : `"${word}"`))
    .join(' ')
}

/** Standard input and output are those of the server. */
export function mcpWords(): readonly string[] {
  return aliasWords(MCP_ALIAS, 'mcp')
}

/** Of this version or another, or typed by hand as the documents say. */
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
    // In a linked worktree git exports GIT_DIR to its aliases, and would so answer for this repository only.
    'unset GIT_DIR GIT_WORK_TREE',
    'if command -v git-holdfast >/dev/null',
    `then exec git-holdfast ${command}`,
    `elif test -x ${local} && ! git ls-files --error-unmatch ${local} >/dev/null 2>/dev/null`,
    `then exec ${local} ${command}`,
    'fi',
  ].join('; ')
  return ['git', '-c', `alias.${alias}=!${script}`, alias]
}
