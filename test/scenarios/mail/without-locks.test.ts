import { spawnSync } from 'node:child_process'
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openHoldfast } from '../../../src/app/library/holdfast.js'
import type { Ended, Fleet, Shell } from '../../support/fleet.js'
import { createHookRig, type HookRig } from '../../support/hook-rig.js'
import { openMcp } from '../../support/mcp-client.js'

let rig: HookRig
let fleet: Fleet
let alice: Shell
let bob: Shell

beforeAll(() => {
  rig = createHookRig()
  fleet = rig.fleet
  alice = fleet.as('alice')
  bob = fleet.as('bob')
})
afterAll(() => fleet.remove())
beforeEach(async () => {
  rig.clear()
  rmSync(join(fleet.home, 'comm'), { recursive: true, force: true })
  await rig.lock('alice', 'docs')
})

/** What makes a question about locks end with a fault. */
const DAMAGES: readonly (readonly [string, () => void])[] = [
  ['the newest lock table is damaged', damageTable],
  ['a file lies in the place of the folder of locks', () => putFile(rig.locks)],
  ['a file lies in the place of the tables', () => putFile(join(rig.locks, '.holdfast'))],
  ['a record of another program cannot be read', () => rig.writeAgentLock('carol', () => null)],
]

function damageTable(): void {
  const path = rig.newestGeneration()
  chmodSync(path, 0o644)
  writeFileSync(path, 'no table\n')
}

function putFile(path: string): void {
  rmSync(path, { recursive: true, force: true })
  writeFileSync(path, '')
}

const HINT = /^holdfast: some locks cannot be read, .*: git holdfast doctor\n$/

function expectHint({ exitCode, stderr }: Ended): void {
  expect(stderr).toMatch(HINT)
  expect(exitCode).toBe(0)
}

describe.each(DAMAGES)('mail while %s', (_name, damage) => {
  beforeEach(() => damage())

  it('is sent to one agent and to all, and one line says what is amiss', () => {
    expect(alice.holdfast('lock', 'src').exitCode).toBe(3)
    expectHint(alice.holdfast('send', 'bob', 'help'))
    expectHint(alice.holdfast('send', '--all', '--json', 'all is broken'))
    expect(fleet.mailOf('bob').map(({ payload }) => payload.text)).toEqual(['all is broken', 'help'])
  })

  it('is read, answered and archived without a word about locks', async () => {
    const { id } = await (await openHoldfast({ cwd: fleet.top, agent: 'alice' })).send('bob', { text: 'help' })
    const read = bob.holdfast('inbox')
    expect(read).toMatchObject({ exitCode: 0, stderr: '' })
    expect(read.stdout).toContain('help')
    expect(bob.holdfast('reply', id, 'on my way')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(bob.holdfast('archive', id)).toMatchObject({ exitCode: 0, stderr: '' })
    expect(fleet.mailOf('alice')).toMatchObject([{ inReplyTo: id }])
    expect(fleet.mailOf('bob')).toEqual([])
  })

  it('is sent, read and archived by the library', async () => {
    const mine = await openHoldfast({ cwd: fleet.top, agent: 'alice' })
    const theirs = await openHoldfast({ cwd: fleet.top, agent: 'bob' })
    const { id } = await mine.send('bob', { text: 'help' })
    expect(await mine.broadcast({ text: 'to all' })).toMatchObject([{ to: 'bob' }])
    expect(await mine.agents()).toEqual(['bob'])
    expect(await theirs.peek()).toBe(2)
    expect((await theirs.claim('TASK'))?.message.id).toBe(id)
    expect(await theirs.reply(id, { text: 'on my way' })).toMatchObject({ to: 'alice' })
    expect(await theirs.archive(id)).toMatchObject({ kind: 'archived' })
    expect((await mine.receive()).messages).toHaveLength(1)
    expect(await mine.cleanupMail()).toBe(0)
  })
})

describe('a name, while the locks cannot be read', () => {
  it('is spelled as the configuration has it, or the mailbox', async () => {
    fleet.as(null).write('.holdfast.json', '{"agents":["Carol-X"]}')
    await (await openHoldfast({ cwd: fleet.top, agent: 'alice' })).send('dave', { text: 'a mailbox' })
    damageTable()
    expect(alice.json('send', 'carol-x', 'hello').sent).toMatchObject([{ to: 'Carol-X' }])
    expect(alice.json('send', 'DAVE', 'hello').sent).toMatchObject([{ to: 'dave' }])
    expect(alice.json('send', 'Erin', 'hello').sent).toMatchObject([{ to: 'Erin' }])
  })
})

describe('the MCP server, while the locks cannot be read', () => {
  it('sends and reads mail, and says who one is and who is known, with no count of locks', async () => {
    damageTable()
    const server = await openMcp({ cwd: fleet.top, agent: 'alice' })
    try {
      expect(await server.call('send', { to: 'bob', text: 'help' })).toMatchObject({ isError: false })
      expect(await server.call('send', { text: 'to all' })).toMatchObject({ isError: false })
      await (await openHoldfast({ cwd: fleet.top, agent: 'bob' })).send('alice', { text: 'on my way' })
      const inbox = await server.call('inbox')
      expect(inbox.data).toMatchObject({ waiting: 1 })
      const archived = inbox.data.messages.map(({ id }: { id: string }) => id)
      expect((await server.call('inbox', { archive: archived })).data).toMatchObject({ archived, waiting: 0 })
      const { locks, messages, warnings } = (await server.call('whoami')).data
      expect({ locks, messages }).toEqual({ locks: undefined, messages: 0 })
      expect(warnings).toEqual([expect.stringContaining('git holdfast doctor')])
      const [content] = (await server.client.readResource({ uri: 'holdfast://agents' })).contents
      expect(JSON.parse((content as { text: string }).text).agents).toContainEqual({ name: 'bob', locks: null })
    } finally {
      await server.close()
    }
  })
})

describe('what else needs no locks, while they cannot be read', () => {
  it('answers: whoami, log, and publish --delete', async () => {
    expect(alice.holdfast('publish', 'origin').exitCode).toBe(0)
    damageTable()
    expect(alice.holdfast('whoami')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(alice.holdfast('log')).toMatchObject({ exitCode: 0, stderr: '' })
    expect(alice.json('publish', 'origin', '--delete').remotes).toMatchObject([{ state: 'deleted' }])
    expect(fleet.as(null).git('ls-remote', 'origin', 'refs/holdfast/*').stdout).toBe('')
  })

  it('hands an agent program its mail', async () => {
    await (await openHoldfast({ cwd: fleet.top, agent: 'alice' })).send('bob', { text: 'the table is broken' })
    damageTable()
    const event = { hook_event_name: 'UserPromptSubmit', session_id: 's-1', cwd: fleet.top, prompt: 'go on' }
    const hook = bob.run('git', ['holdfast', 'agent-hook', '--host', 'claude'], { input: JSON.stringify(event) })
    expect(hook.exitCode).toBe(0)
    expect(hook.stdout).toContain('the table is broken')
  })
})

/** Permissions bind nobody who is root: then another account asks. */
const asOrdinary =
  process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] : ['env']
const canBeOrdinary =
  process.getuid !== undefined && spawnSync(asOrdinary[0] ?? '', [...asOrdinary.slice(1), 'true']).status === 0

describe.runIf(canBeOrdinary)('a folder of locks that may not be read', () => {
  it('stops no mail', () => {
    writeFileSync(join(fleet.folder, 'trusting'), '[safe]\n\tdirectory = *\n')
    const env = { HOME: fleet.folder, GIT_CONFIG_GLOBAL: join(fleet.folder, 'trusting') }
    chmodSync(fleet.folder, 0o755)
    fleet.as(null).run('chmod', ['-R', 'a+rwX', fleet.home])
    chmodSync(rig.locks, 0)
    const [program = '', ...args] = asOrdinary
    const asBob = (...words: string[]): Ended => bob.run(program, [...args, 'git', 'holdfast', ...words], { env })
    const sent = asBob('send', 'alice', 'help')
    const read = asBob('inbox')
    chmodSync(rig.locks, 0o755)
    expectHint(sent)
    expect(read).toMatchObject({ exitCode: 0, stderr: '' })
    expect(fleet.mailOf('alice')).toHaveLength(1)
  })
})
