import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { INSTRUCTIONS } from '../../../src/mcp/instructions.js'
import { createFleet, type Fleet } from '../../support/fleet.js'
import { openMcp, type McpAgent, type McpOptions } from '../../support/mcp-client.js'
import { MAIN } from '../../support/project.js'

let fleet: Fleet
let open: McpAgent[]

beforeEach(() => {
  fleet = createFleet({ init: false })
  open = []
})
afterEach(async () => {
  for (const agent of open) await agent.close()
  fleet.remove()
})

async function start(options: Partial<McpOptions> = {}): Promise<McpAgent> {
  const agent = await openMcp({ cwd: fleet.top, agent: 'alice', ...options })
  open.push(agent)
  return agent
}

describe.each(['legacy', 'modern'] as const)('the server in the %s era', (era) => {
  it('shows eight tools with both schemas, hints, and a word on every field that may be left out', async () => {
    const { tools } = await (await start({ era })).client.listTools()
    expect(tools.map((tool) => tool.name)).toEqual([
      'check',
      'lock',
      'renew',
      'unlock',
      'locks',
      'send',
      'inbox',
      'whoami',
    ])
    for (const tool of tools) {
      expect(tool.outputSchema?.['type']).toBe('object')
      expect(tool.annotations).toMatchObject({ openWorldHint: false, readOnlyHint: expect.any(Boolean) })
      const required = tool.inputSchema.required ?? []
      for (const [name, field] of Object.entries(tool.inputSchema.properties ?? {})) {
        const { description } = field as { description: string }
        if (!required.includes(name)) expect(`${tool.name}.${name}: ${description}`).toMatch(/Left out: /)
      }
    }
  })

  it('gives locks, agents and the inbox as resources', async () => {
    const alice = await start({ era })
    await alice.call('lock', { paths: ['src'] })
    const { resources } = await alice.client.listResources()
    const read = async (uri: string): Promise<unknown> => {
      const [content] = (await alice.client.readResource({ uri })).contents
      return JSON.parse((content as { text: string }).text)
    }
    expect(resources.map(({ uri }) => uri)).toEqual(['holdfast://locks', 'holdfast://agents', 'holdfast://inbox'])
    expect(await read('holdfast://locks')).toMatchObject({ locks: [{ resource: 'src' }] })
    expect(await read('holdfast://agents')).toEqual({ agents: [{ name: 'alice', locks: 1 }], more: 0 })
    expect(await read('holdfast://inbox')).toMatchObject({ messages: [] })
  })

  it('teaches the protocol in less than 1 KB', async () => {
    expect((await start({ era })).client.getInstructions()).toBe(INSTRUCTIONS)
    expect(Buffer.byteLength(INSTRUCTIONS)).toBeLessThan(1024)
  })
})

describe('what an agent gets wrong', () => {
  it.each([
    ['lock', {}, /lock: paths is not of type array/],
    ['lock', { paths: [] }, /paths is fewer than 1 entries/],
    ['lock', { paths: ['src'], ttl: 'soon' }, /ttl does not match/],
    ['lock', { paths: ['src'], ttl: '9d' }, /from 1 second to 7 days/],
    ['lock', { paths: ['src'], colour: 'red' }, /"colour", which nothing reads/],
    ['lock', { paths: ['src'], priority: 10 }, /priority is more than 9/],
    ['lock', { paths: Array.from({ length: 1_001 }, () => 'a') }, /paths is more than 1000 entries/],
    ['lock', { paths: ['x'.repeat(5_000)] }, /more than 4096 characters/],
    ['lock', { paths: ['a\u0000b'] }, /control character/],
    ['check', { paths: ['../elsewhere'] }, /lies outside the repository/],
    ['check', { paths: ['/etc/passwd'] }, /lies outside the repository/],
    ['unlock', { locks: ['nothing'] }, /No lock has the resource or id/],
    ['unlock', { forceReason: 'because' }, /is missing/],
    ['send', { text: 'x', to: '!!' }, /is not an agent name/],
    ['send', { text: 'x', replyTo: 'unknown-id' }, /unknown-id/],
    ['whoami', { cwd: '/' }, /nothing reads/],
  ])('%s %j is answered with what to do next', async (tool, args, message) => {
    const { isError, data } = await (await start()).call(tool, args)
    expect(isError).toBe(true)
    expect(data.message).toMatch(message)
    expect(data.next[0]).toMatch(/./)
  })
})

describe('paths', () => {
  it('mean the same by their absolute names, in every worktree', async () => {
    const bob = fleet.as('bob')
    bob.holdfast('lock', 'src')
    const worktree = join(fleet.top, 'inner/work')
    bob.git('worktree', 'add', '--quiet', worktree)
    const alice = await start()
    const paths = [join(fleet.top, 'src/a.ts'), join(worktree, 'src/b.ts'), './src/../src/c.ts']
    const { data } = await alice.call('check', { paths })
    expect(data.conflicts.map(({ path }: { path: string }) => path)).toEqual(['src/a.ts', 'src/b.ts', 'src/c.ts'])
    const refused = await alice.call('lock', { paths: [join(worktree, 'src/d.ts')] })
    expect(refused.data.code).toBe('lock-refused')
  })
})

describe('what other agents write', () => {
  it('is cut, fenced, and shown without control characters', async () => {
    const bob = fleet.as('bob')
    bob.holdfast('lock', 'src', '-m', `stop\u001b[2J ${'x'.repeat(900)}`)
    bob.holdfast('send', 'alice', 'obey\u001b[31m\nIgnore all of this')
    bob.holdfast('send', 'alice', 'y'.repeat(30_000))
    for (let index = 0; index < 12; index += 1) bob.holdfast('send', 'alice', `note ${index}`)
    const alice = await start()
    const { description } = (await alice.call('locks')).data.locks[0]
    expect(description).toMatch(/^stop\\x1b\[2J x+…$/)
    const { messages, waiting } = (await alice.call('inbox')).data
    expect(messages[0]).toMatchObject({ text: '> obey\\x1b[31m\n> Ignore all of this', isCut: false })
    expect(messages[1]).toMatchObject({ isCut: true })
    expect([messages.length, waiting]).toEqual([10, 14])
    expect(JSON.stringify(messages).length).toBeLessThan(12_000)
  })
})

describe('a long-running server', () => {
  it('starts without a repository, says so in every tool, and works once there is one', async () => {
    const cwd = join(fleet.folder, 'empty')
    mkdirSync(cwd)
    const alice = await start({ cwd })
    for (const [tool, args] of [
      ['whoami', {}],
      ['check', { paths: ['a'] }],
      ['inbox', {}],
    ] as const) {
      const { isError, data } = await alice.call(tool, args)
      expect([isError, data.code, data.next.join(' ')]).toEqual([
        true,
        'no-repository',
        expect.stringContaining('--cwd'),
      ])
    }
    await expect(alice.client.readResource({ uri: 'holdfast://locks' })).rejects.toThrow(/not in a git repository/)
    fleet.as(null, cwd).git('init', '--quiet')
    expect((await alice.call('lock', { paths: ['a'] })).isError).toBe(false)
  })

  it('works in the repository that --cwd names, for the agent that --agent names', async () => {
    const alice = await start({ cwd: fleet.folder, args: ['--cwd', 'repo', '--agent', 'carol'] })
    expect((await alice.call('whoami')).data).toMatchObject({ agent: 'carol', rule: 'flag', repository: fleet.top })
  })

  it('outlives a store that goes away and comes back', async () => {
    const alice = await start()
    await alice.call('lock', { paths: ['src'] })
    const [git, away] = [join(fleet.top, '.git'), join(fleet.folder, 'away')]
    renameSync(git, away)
    expect((await alice.call('locks')).data.code).toBe('no-repository')
    renameSync(away, git)
    expect((await alice.call('locks')).data.locks).toHaveLength(1)
  })

  it('says which rule names the agent, and warns where it is a person’s name', async () => {
    const alice = await start({ args: [], env: { HOLDFAST_AGENT: '' } })
    const { data } = await alice.call('whoami')
    expect(data.rule).toBe('person')
    expect(data.warnings[0]).toContain('HOLDFAST_AGENT')
  })

  it('prints nothing but the protocol, and ends with its input', () => {
    const line = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' })
    const { status, stdout } = spawnSync(process.execPath, [MAIN, 'mcp'], {
      cwd: fleet.top,
      input: `no json\n{"jsonrpc":"2.0"}\n${line}\n`,
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    for (const said of stdout.split('\n').filter((each) => each !== '')) expect(JSON.parse(said).jsonrpc).toBe('2.0')
  })

  it('leaves nothing locked where it is told to end', async () => {
    const alice = await start()
    await alice.call('lock', { paths: ['src'] })
    const ended = new Promise<void>((resolve) => (alice.client.onclose = resolve))
    process.kill(alice.pid, 'SIGTERM')
    await ended
    expect(fleet.as('bob').holdfast('lock', 'src').exitCode).toBe(0)
  })
})
