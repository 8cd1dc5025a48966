import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Fleet } from '../../support/fleet.js'
import { openMcp, type McpAgent } from '../../support/mcp-client.js'

let fleet: Fleet
let open: McpAgent[]

beforeEach(() => {
  fleet = createFleet()
  open = []
})
afterEach(async () => {
  for (const agent of open) await agent.close()
  fleet.remove()
})

async function start(agent: string, era: 'legacy' | 'modern'): Promise<McpAgent> {
  const started = await openMcp({ cwd: fleet.top, agent, era })
  open.push(started)
  return started
}

function newestTable(): string {
  const folder = join(fleet.home, 'locks/.holdfast/gen')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /(^|\/)\d+/.test(name))
  return join(folder, names.sort().at(-1) ?? '')
}

describe.each(['legacy', 'modern'] as const)('two agents with a server each, in the %s era', (era) => {
  it('keep out of each other’s way, mail each other, and a dead one is in nobody’s way', async () => {
    const [alice, bob] = [await start('alice', era), await start('bob', era)]
    expect((await alice.call('lock', { paths: ['src/auth'], why: 'new login' })).data.locks[0].agent).toBe('alice')

    const verdict = await bob.call('check', { paths: ['src/auth/login.ts'] })
    expect(verdict.isError).toBe(false)
    expect(verdict.data).toMatchObject({
      verdict: 'refused',
      conflicts: [{ path: 'src/auth/login.ts', lock: { agent: 'alice', description: 'new login' } }],
    })
    expect(Date.parse(verdict.data.conflicts[0].lock.expiresAt)).toBeGreaterThan(Date.now())

    const refused = await bob.call('lock', { paths: ['src/**'] })
    expect(refused.isError).toBe(true)
    expect(refused.data).toMatchObject({ code: 'lock-refused', conflicts: [{ lock: { agent: 'alice' } }] })
    expect(refused.data.next.join(' ')).toContain('send, to alice, type REQUEST')

    const shell = fleet.as('bob')
    shell.write('src/auth/login.ts', 'x\n')
    shell.git('add', '.')
    const commit = shell.git('commit', '--quiet', '-m', 'login')
    expect([commit.exitCode, commit.stderr]).toEqual([1, expect.stringContaining('locked by alice')])

    await bob.call('send', { to: 'alice', type: 'REQUEST', text: 'please release src/auth' })
    const inbox = (await alice.call('inbox', { type: 'REQUEST' })).data
    expect(inbox.messages[0]).toMatchObject({ from: 'bob', text: '> please release src/auth' })
    await alice.call('send', { replyTo: inbox.messages[0].id, text: 'soon' })
    expect((await alice.call('inbox', { type: 'REQUEST' })).data.messages).toEqual([])
    expect((await bob.call('inbox', { type: 'REPORT' })).data.messages[0].text).toContain('> soon')

    await alice.kill()
    expect((await bob.call('lock', { paths: ['src/**'] })).isError).toBe(false)
    expect(shell.git('commit', '--quiet', '-m', 'login').exitCode).toBe(0)
  })
})

describe('the locks of a server', () => {
  it('are free when the client closes the pipe', async () => {
    const alice = await start('alice', 'legacy')
    await alice.call('lock', { paths: ['src', 'docs'] })
    await alice.close()
    // Not only dead: gone from the table, which a release alone does.
    expect(readFileSync(newestTable(), 'utf8')).not.toContain('"docs"')
  })

  it('are renewed for longer than their own time', async () => {
    const alice = await start('alice', 'legacy')
    await alice.call('lock', { paths: ['src'], ttl: '1s' })
    const ended = fleet.as('bob').holdfast('lock', 'src', '--wait=3s')
    expect([ended.exitCode, ended.stderr]).toEqual([1, expect.stringContaining('after waiting 3 s')])
  })

  it('stay with another session of the same agent that has taken them over', async () => {
    const [first, second] = [await start('alice', 'legacy'), await start('alice', 'legacy')]
    await first.call('lock', { paths: ['src'] })
    await second.call('lock', { paths: ['src'] })
    await first.close()
    expect((await second.call('locks', { mine: true })).data.locks).toHaveLength(1)
  })

  it('are not taken by a call that was cancelled while it waited', async () => {
    const [alice, bob] = [await start('alice', 'legacy'), await start('bob', 'legacy')]
    await alice.call('lock', { paths: ['src'] })
    const cancel = new AbortController()
    const waiting = bob.call('lock', { paths: ['src'], waitSeconds: 50 }, cancel.signal)
    cancel.abort()
    await expect(waiting).rejects.toThrow()
    await bob.call('whoami')
    await alice.call('unlock')
    expect((await bob.call('locks')).data.locks).toEqual([])
  })

  it('are each agent’s own under many requests at once', async () => {
    const [alice, bob] = [await start('alice', 'legacy'), await start('bob', 'legacy')]
    const paths = Array.from({ length: 12 }, (_, index) => `area${index}`)
    const answers = await Promise.all(
      paths.flatMap((path) => [alice.call('lock', { paths: [path] }), bob.call('lock', { paths: [path] })]),
    )
    expect(answers.filter((answer) => !answer.isError)).toHaveLength(paths.length)
    expect((await alice.call('locks')).data.locks).toHaveLength(paths.length)
  })
})
