import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio'
import { openKeptLocks } from '../app/locks/keep-locks.js'
import { openWorkspace } from '../app/workspace/workspace.js'
import type { Environment } from '../core/settings/environment.js'
import { createServer } from './server.js'

export interface McpOptions {
  readonly cwd: string
  readonly environment: Environment
  /** The name from `--agent`, which wins over every other source. */
  readonly agent: string | undefined
  readonly version: string
  /** Aborts when the user interrupts the server. */
  readonly signal: AbortSignal
  /** Standard output belongs to the protocol: everything else goes here. */
  readonly printError: (text: string) => void
}

/** Serves on standard input and output until the client leaves or the signal aborts, then releases its locks. */
export async function serveMcp(options: McpOptions): Promise<void> {
  const { cwd, environment, agent, version, printError } = options
  const kept = openKeptLocks(process.pid)
  const reportFault = (error: unknown): void =>
    printError(`holdfast mcp: ${error instanceof Error ? error.message : String(error)}`)
  const transport = new EndingTransport()
  const handle = serveStdio(
    () =>
      createServer({
        version,
        reportFault,
        open: async (signal) => ({ workspace: await openWorkspace({ cwd, environment, agent }), kept, signal }),
      }),
    { transport, onerror: reportFault },
  )
  options.signal.addEventListener('abort', () => void handle.close(), { once: true })
  await transport.ended
  await kept.releaseAll()
}

/** `ended` resolves whatever closes the transport: the client, a broken pipe, a message over 10 MB, or this server. */
class EndingTransport extends StdioServerTransport {
  readonly ended: Promise<void>
  readonly #end: () => void

  constructor() {
    super()
    const { promise, resolve } = settleLater()
    this.ended = promise
    this.#end = resolve
  }

  override async close(): Promise<void> {
    await super.close()
    this.#end()
  }
}

/** Does what `Promise.withResolvers` does, which Node has only from version 22. */
function settleLater(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
