import { renderCompletion, SHELLS } from '../completion-script.js'
import type { CommandCall, CommandSpec, OptionSpec } from '../command.js'

/** The commands and options to complete. `completion` is one of them, so the list is read only when it runs. */
export interface Completable {
  readonly commands: readonly CommandSpec[]
  readonly commonOptions: readonly OptionSpec[]
}

export function createCompletionCommand(list: () => Completable): CommandSpec {
  return { ...COMPLETION, run: async (call) => runCompletion(call, list()) }
}

const COMPLETION: Omit<CommandSpec, 'run'> = {
  name: 'completion',
  summary: 'print a completion script for your shell',
  arguments: [{ name: '<shell>', description: 'bash, zsh or fish' }],
  options: [],
  examples: [
    ['git holdfast completion bash > ~/.local/share/bash-completion/completions/git-holdfast', 'for bash'],
    ['git holdfast completion zsh > "${fpath[1]}/_git-holdfast"', 'for zsh'],
    ['git holdfast completion fish > ~/.config/fish/completions/git-holdfast.fish', 'for fish'],
  ],
  json: null,
}

function runCompletion({ arguments: args, terminal }: CommandCall, { commands, commonOptions }: Completable): number {
  const shell = args.wordOneOf(0, 'the shell', SHELLS)
  terminal.print(renderCompletion(shell, commands, commonOptions))
  return 0
}
