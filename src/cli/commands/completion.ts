import { renderCompletion, SHELLS } from '../completion-script.js'
import type { CommandCall, CommandSpec } from '../command.js'

export const completionCommand: CommandSpec = {
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
  run: runCompletion,
}

async function runCompletion({ arguments: args, terminal }: CommandCall): Promise<number> {
  const shell = args.wordOneOf(0, 'the shell', SHELLS)
  // Loaded late: the commands that it lists include this one.
  const { COMMANDS, COMMON_OPTIONS } = await import('../commands.js')
  terminal.print(renderCompletion(shell, COMMANDS, COMMON_OPTIONS))
  return 0
}
