/** The entry that the hooks start: bundled into one file, without the command line and everything it loads. */
import { runHook } from './hook/run-hook.js'

const [hook = '', ...args] = process.argv.slice(2)

void runHook({
  hook,
  args,
  cwd: process.cwd(),
  environment: process.env,
  readInput: readStandardInput,
  printError: (text) => void process.stderr.write(`${text}\n`),
}).then((exitCode) => {
  process.exitCode = exitCode
})

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}
