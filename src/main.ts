#!/usr/bin/env node
/** The command: argument vector, streams and exit code. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { McpCall } from './cli/command.js'

/** The paths of a million files, for `check --stdin`; no message is as long. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024

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
  // A reader such as `head` may close the pipe early, which is no fault.
  process.stdout.on('error', () => process.exit(0))
  process.stderr.on('error', () => undefined)
  const { runCommandLine } = await import('./cli/program.js')
  return runCommandLine(argv, {
    terminal: {
      print: (text) => void process.stdout.write(`${text}\n`),
      printError: (text) => void process.stderr.write(`${text}\n`),
      isWatched: process.stderr.isTTY && process.env['CI'] === undefined,
      confirm: confirmOnTerminal,
      readInput: readStandardInput,
    },
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

async function confirmOnTerminal(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || process.env['CI'] !== undefined) return true
  const { createInterface } = await import('node:readline/promises')
  const asker = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await asker.question(`${question} [y/N] `, { signal: interrupt.signal }).finally(() => asker.close())
  return /^y(es)?$/i.test(answer.trim())
}

/** @throws ProblemError `text-too-long` */
async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of process.stdin as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > MAX_INPUT_BYTES) throw await tooLong(bytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function tooLong(bytes: number): Promise<Error> {
  const { ProblemError } = await import('./core/problems/problem.js')
  const option = 'Standard input'
  return new ProblemError({ area: 'usage', code: 'text-too-long', option, length: bytes, limit: MAX_INPUT_BYTES })
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : ''
}
