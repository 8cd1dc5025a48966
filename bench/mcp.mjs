import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRepository, MAIN, takeLocks } from './scratch.mjs'
import { interleave, time } from './timing.mjs'

const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
})

/** How long an agent program waits: for a server that answers `initialize` and ends, and for calls of a running one. */
export async function benchMcp(scratch, rounds) {
  const repository = createRepository(scratch, 'mcp')
  await takeLocks(scratch, repository, 'alice', 1_000)
  const empty = join(scratch.folder, 'empty.mjs')
  writeFileSync(empty, '')
  const client = await connect(scratch, repository)
  const call = (paths) => () => time(() => check(client, paths))
  const cases = [
    { name: 'empty Node script', run: () => time(() => start(scratch, repository, [empty])) },
    { name: 'start, `initialize`, end', run: () => time(() => start(scratch, repository, [MAIN, 'mcp'])) },
    { name: 'a call of check that is clear, 1,000 foreign locks', run: call(['work/file.txt']) },
    { name: 'a call of check that is refused, 1,000 foreign locks', run: call(['area7/src/a.ts']) },
  ]
  try {
    return await interleave(cases, rounds)
  } finally {
    await client.close()
  }
}

function start(scratch, { top }, script) {
  const { status, stdout } = spawnSync(process.execPath, script, {
    cwd: top,
    env: scratch.env,
    input: `${INITIALIZE}\n`,
  })
  const isAnswered = script[0] !== MAIN || JSON.parse(stdout.toString()).result.serverInfo !== undefined
  if (status !== 0 || !isAnswered) throw new Error(`the server ended with ${status}`)
}

async function connect(scratch, { top }) {
  const client = new Client({ name: 'bench', version: '1' })
  const server = { command: process.execPath, args: [MAIN, 'mcp'], cwd: top, env: scratch.env }
  await client.connect(new StdioClientTransport(server))
  return client
}

async function check(client, paths) {
  const { isError } = await client.callTool({ name: 'check', arguments: { paths } })
  if (isError === true) throw new Error('the call was answered with a problem')
}
