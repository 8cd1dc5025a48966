import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { MAIN } from './project.js'

/** What a tool answered: its structured content, or the problem that it names. */
export interface Answer {
  readonly isError: boolean
  readonly data: any // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes are what the tests look at
}

/** An agent program with its own server process, the real executable. */
export interface McpAgent {
  readonly client: Client
  readonly pid: number
  call(tool: string, args?: Record<string, unknown>, signal?: AbortSignal): Promise<Answer>
  /** Ends the server as a program does that ends. */
  close(): Promise<void>
  /** Ends it as nobody should. */
  kill(): Promise<void>
}

export interface McpOptions {
  readonly cwd: string
  readonly agent?: string
  readonly era?: 'legacy' | 'modern'
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export async function openMcp({ cwd, agent, era = 'legacy', args = [], env = {} }: McpOptions): Promise<McpAgent> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [MAIN, 'mcp', ...args],
    cwd,
    env: { ...inherited, ...(agent === undefined ? {} : { HOLDFAST_AGENT: agent }), ...env },
    stderr: 'ignore',
  })
  const client = new Client(
    { name: 'a-program', version: '1' },
    era === 'modern' ? { versionNegotiation: { mode: { pin: '2026-07-28' } } } : {},
  )
  await client.connect(transport)
  const ended = new Promise<void>((resolve) => (client.onclose = resolve))
  const pid = transport.pid ?? 0
  return {
    client,
    pid,
    call: async (name, args = {}, signal) =>
      toAnswer(await client.callTool({ name, arguments: args }, signal === undefined ? {} : { signal })),
    close: () => client.close(),
    async kill() {
      process.kill(pid, 'SIGKILL')
      await ended
    },
  }
}

function toAnswer(result: Awaited<ReturnType<Client['callTool']>>): Answer {
  const isError = result.isError === true
  const [first] = result.content as { readonly text?: string }[]
  const said: unknown = JSON.parse(first?.text ?? 'null')
  return { isError, data: isError ? (said as { error: unknown }).error : result.structuredContent }
}
