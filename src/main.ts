#!/usr/bin/env node
/** The command: argument vector, streams and exit code. */
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { runCommandLine } from './cli/program.js'

const interrupt = new AbortController()
process.once('SIGINT', () => interrupt.abort())
process.once('SIGTERM', () => interrupt.abort())
// Whoever reads our output may have seen enough: that is no fault.
process.stdout.on('error', () => process.exit(0))
process.stderr.on('error', () => undefined)

process.exitCode = await runCommandLine(process.argv.slice(2), {
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
})

async function confirmOnTerminal(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY || process.env['CI'] !== undefined) return true
  const asker = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await asker.question(`${question} [y/N] `, { signal: interrupt.signal }).finally(() => asker.close())
  return /^y(es)?$/i.test(answer.trim())
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : ''
}
