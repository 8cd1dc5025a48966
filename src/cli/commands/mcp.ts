import { resolve } from 'node:path'
import type { CommandCall, CommandSpec } from '../command.js'

const INTERRUPTED = 130

export const mcpCommand: CommandSpec = {
  name: 'mcp',
  summary: 'serve locks and mail to an agent program, by MCP on standard input and output',
  details:
    'The locks that its agent takes end with it, and are renewed while it runs. Tools and how to add it to a program: docs/MCP.md.',
  arguments: [],
  options: [
    { flags: '--cwd <folder>', description: 'anywhere in the repository (default: the folder it is started in)' },
  ],
  examples: [
    ['git holdfast mcp', 'for a program that starts it in the repository'],
    ['git-holdfast mcp --cwd ~/work/shop --agent alice', 'for one that starts it elsewhere, with a name'],
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
