import type { CommandSpec, OptionSpec } from './command.js'
import { unreachable } from '../core/unreachable.js'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** A script that completes commands and options, after `git holdfast` and after `git-holdfast`. */
export function renderCompletion(
  shell: Shell,
  commands: readonly CommandSpec[],
  common: readonly OptionSpec[],
): string {
  switch (shell) {
    case 'bash':
      return renderBash(commands, common)
    case 'zsh':
      return renderZsh(commands, common)
    case 'fish':
      return renderFish(commands, common)
    default:
      return unreachable(shell)
  }
}

/** git's own completion calls `_git_holdfast` for `git holdfast`. */
function renderBash(commands: readonly CommandSpec[], common: readonly OptionSpec[]): string {
  return `_git_holdfast_words() {
  case "$1" in
${commands.map((spec) => `    ${spec.name}) echo "${flagsOf(spec, common).join(' ')}" ;;`).join('\n')}
    *) echo "${commands.map((spec) => spec.name).join(' ')} help --version" ;;
  esac
}
_git_holdfast_reply() {
  local words
  if [ "$COMP_CWORD" -le "$2" ]; then words=$(_git_holdfast_words ''); else words=$(_git_holdfast_words "$1"); fi
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
  case "\${COMP_WORDS[COMP_CWORD]}" in -*) ;; *) [ "$COMP_CWORD" -gt "$2" ] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")) ;; esac
}
_git_holdfast() { _git_holdfast_reply "\${COMP_WORDS[2]}" 2; }
_git_holdfast_own() { _git_holdfast_reply "\${COMP_WORDS[1]}" 1; }
complete -o default -F _git_holdfast_own git-holdfast`
}

function renderZsh(commands: readonly CommandSpec[], common: readonly OptionSpec[]): string {
  return `#compdef git-holdfast
local -a commands
commands=(
${commands.map((spec) => `  '${spec.name}:${spec.summary.replaceAll("'", "'\\''").replaceAll(':', '\\:')}'`).join('\n')}
)
if (( CURRENT == 2 )); then
  _describe 'command' commands
  return
fi
case "$words[2]" in
${commands.map((spec) => `  ${spec.name}) _values -w 'option' ${flagsOf(spec, common).join(' ')}; _files ;;`).join('\n')}
esac`
}

function renderFish(commands: readonly CommandSpec[], common: readonly OptionSpec[]): string {
  const names = commands.map((spec) => spec.name).join(' ')
  return commands
    .flatMap((spec) => [
      `complete -c git-holdfast -n 'not __fish_seen_subcommand_from ${names}' -f -a ${spec.name} -d '${spec.summary.replaceAll("'", "\\'")}'`,
      ...flagsOf(spec, common).map(
        (flag) => `complete -c git-holdfast -n '__fish_seen_subcommand_from ${spec.name}' ${fishFlag(flag)}`,
      ),
    ])
    .join('\n')
}

function fishFlag(flag: string): string {
  return flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`
}

function flagsOf(spec: CommandSpec, common: readonly OptionSpec[]): readonly string[] {
  return [...spec.options, ...common].flatMap((option) => option.flags.match(/--?[a-z][a-z-]*/g) ?? [])
}
