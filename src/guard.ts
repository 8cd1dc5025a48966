/** The entry that the hooks start: bundled into one file, without the command line and everything it loads. */
import { readFileSync } from 'node:fs'
import { runHook } from './hook/run-hook.js'
import { runReceive } from './hook/run-receive.js'

const [hook = '', ...args] = process.argv.slice(2)

// Whoever should read our words may be gone: that changes no verdict.
process.stderr.on('error', () => undefined)

const run = hook === 'pre-receive' ? runReceive : runHook

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

/** In one go: a stream would load what nothing else here needs. Windows says EOF where nothing is left. */
function readStandardInput(): Uint8Array {
  try {
    return readFileSync(0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EOF') return new Uint8Array()
    throw error
  }
}
