import { resolve } from 'node:path'
import type { CommandCall, CommandSpec } from '../command.js'

const INTERRUPTED = 130

export const mcpCommand: CommandSpec = {
  name: 'mcp',
  summary: 'serve locks and mail to an agent program, by MCP on standard input and output',
  details:
    'The server renews the locks that its agent takes, and releases them when it ends. docs/MCP.md describes the tools, and how to add the server to an agent program.',
  arguments: [],
  options: [
    {
      flags: '--cwd <folder>',
      description: 'a folder of the repository (default: the folder in which the server starts)',
    },
  ],
  examples: [
    ['git holdfast mcp', 'for an agent program that starts the server in the repository'],
    [
      'git-holdfast mcp --cwd ~/work/shop --agent alice',
      'for a program that starts the server elsewhere; names the agent',
    ],
  ],
  json: null,
  run: runMcp,
}

async function runMcp(call: CommandCall): Promise<number> {
  const { arguments: args, environment, signal } = call
  const cwd = resolve(call.cwd, args.text('cwd') ?? '.')
  await call.serveMcp({ cwd, environment, agent: args.text('agent'), signal })
  return signal.aborted ? INTERRUPTED : 0
}
