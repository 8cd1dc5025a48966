#!/usr/bin/env node
/** The command: argument vector, streams and exit code. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { McpCall } from './cli/command.js'

const interrupt = new AbortController()
const argv = process.argv.slice(2)

// An agent waits for its hook at every tool call, so the hook has its own entry, which does not load the command line.
// That entry ignores unknown options, because most agent programs take the 2 of a usage error for a refusal.
const isAgentHook = argv[0] === 'agent-hook' || (argv[0]?.startsWith('-') === true && argv.includes('agent-hook'))
if (!isAgentHook) process.exitCode = await runCommand(argv)
else if (argv.some((arg) => /^(-h|--help)$/.test(arg))) process.exitCode = await runCommand(['agent-hook', '--help'])
else createRequire(import.meta.url)('./agent-hook.cjs')

async function runCommand(argv: readonly string[]): Promise<number> {
  process.once('SIGINT', () => interrupt.abort())
  process.once('SIGTERM', () => interrupt.abort())
  const { runCommandLine } = await import('./cli/program.js')
  const { openProcessTerminal } = await import('./cli/process-terminal.js')
  return runCommandLine(argv, {
    terminal: openProcessTerminal({
      streams: process,
      isCi: process.env['CI'] !== undefined,
      interrupt,
    }),
    cwd: process.cwd(),
    environment: process.env,
    signal: interrupt.signal,
    version: readVersion(),
    serveMcp,
  })
}

/** Loads the MCP server only for its own command. */
async function serveMcp(call: McpCall): Promise<void> {
  const { serveMcp: serve } = await import('./mcp/serve-mcp.js')
  const printError = (text: string): void => void process.stderr.write(`${text}\n`)
  await serve({ ...call, version: readVersion(), printError })
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : ''
}
