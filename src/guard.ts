/** The entry that the hooks start: bundled into one file, without the command line and what it loads. */
import { readFileSync } from 'node:fs'
import { printAgentName } from './hook/print-agent-name.js'
import { runHook } from './hook/run-hook.js'
import { runReceive } from './hook/run-receive.js'
import type { HookCall } from './hook/tell-verdict.js'

const [hook = '', ...args] = process.argv.slice(2)

// A closed standard error must not change the verdict.
process.stderr.on('error', () => undefined)

void run({
  hook,
  args,
  cwd: process.cwd(),
  environment: process.env,
  readInput: readStandardInput,
  printError: (text) => void process.stderr.write(`${text}\n`),
}).then((exitCode) => {
  process.exitCode = exitCode
})

function run(call: HookCall): Promise<0 | 1> {
  // `agent-name` is no hook: the shell asks for the agent's name when it cannot find the name by itself.
  if (call.hook === 'agent-name') return printAgentName(call, (name) => void process.stdout.write(`${name}\n`))
  return call.hook === 'pre-receive' ? runReceive(call) : runHook(call)
}

/** Reads in one call, because a stream loads modules that nothing else needs. Windows throws EOF for empty input. */
function readStandardInput(): Uint8Array {
  try {
    return readFileSync(0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EOF') return new Uint8Array()
    throw error
  }
}
