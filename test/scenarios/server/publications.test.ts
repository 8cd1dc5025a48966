import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectSuccess, createServer, type Server } from '../../support/server.js'

let server: Server
let ref: string

/** Bob's clone has a store of its own, in which Alice and Carol work too. */
beforeEach(() => {
  server = createServer()
  expectSuccess(server.fleet.as('alice').holdfast('lock', 'src'))
  ref = expectSuccess(server.fleet.as('alice').holdfast('publish', '--json')).stdout
  ref = (JSON.parse(ref) as { ref: string }).ref
})
afterEach(() => server.fleet.remove())

const pushLocks = (env: Readonly<Record<string, string>>, ...args: string[]): number =>
  server.bob.run('git', ['push', '--quiet', '--force', 'origin', ...args], { env }).exitCode

/** A record as another program might write it, as a commit of Bob's clone. */
function record(content: string, file = 'locks.json'): string {
  const blob = server.bob.run('git', ['hash-object', '-w', '--stdin'], { input: content }).stdout.trim()
  const tree = server.bob.run('git', ['mktree'], { input: `100644 blob ${blob}\t${file}\n` }).stdout.trim()
  return server.bob.git('commit-tree', '-m', 'locks', tree).stdout.trim()
}

describe('locks that a clone has published', () => {
  it('are joined with those of the server', () => {
    server.commit('src/a.ts')
    const { exitCode, stderr } = server.push('origin', 'main')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('locked by alice')
    expect(server.mailOf('alice')).toHaveLength(1)
  })

  it('let their holder push', () => {
    server.commit('src/a.ts', { agent: 'alice' })
    expectSuccess(server.push('origin', 'main'))
  })

  it('end with their time', () => {
    const shown = server.admin.git('show', `${ref}:locks.json`).stdout
    const past = shown.replace(/"expiresAt":"[^"]*"/, '"expiresAt":"2020-01-01T00:00:00.000Z"')
    expect(pushLocks({}, `${record(past)}:${ref}`)).toBe(0)
    server.commit('src/a.ts')
    expectSuccess(server.push('origin', 'main'))
  })

  it('refuse every push where their ref is no record, until it is gone', () => {
    server.admin.git('update-ref', ref, 'refs/heads/main')
    server.commit('docs/a.md')
    expect(server.push('origin', 'main').exitCode).toBe(1)
    expect(pushLocks({}, `:${ref}`)).toBe(0)
    expectSuccess(server.push('origin', 'main'))
  })
})

describe('a push of published locks', () => {
  it('takes no ref that is no record of its store', () => {
    server.commit('src/a.ts')
    const shown = server.admin.git('show', `${ref}:locks.json`).stdout
    const other = ref.replace(/.{8}$/, '00000000')
    expect(pushLocks({}, `HEAD:${ref}`)).toBe(1)
    expect(pushLocks({}, `HEAD:refs/holdfast/locks/x`)).toBe(1)
    expect(pushLocks({}, `${record('junk')}:${ref}`)).toBe(1)
    expect(pushLocks({}, `${record(shown, 'other.json')}:${ref}`)).toBe(1)
    expect(pushLocks({}, `${record(shown)}:${other}`)).toBe(1)
  })

  it('is looked at also while nobody holds a lock', () => {
    expect(pushLocks({}, `:${ref}`)).toBe(0)
    expect(pushLocks({}, `HEAD:${ref}`)).toBe(1)
  })

  it('takes no record that is older than the one that stands there', () => {
    const shown = server.admin.git('show', `${ref}:locks.json`).stdout
    const older = shown.replace(/"revision":\d+/, '"revision":0')
    const before = server.refOf(ref)
    expect(pushLocks({}, `${record(older)}:${ref}`)).toBe(1)
    expect(server.refOf(ref)).toBe(before)
  })

  it('smuggles no commit past the check of branches', () => {
    const shown = server.admin.git('show', `${ref}:locks.json`).stdout
    server.bob.write('locks.json', shown)
    server.commit('src/a.ts')
    expect(pushLocks({}, `HEAD:${ref}`)).toBe(0)
    expect(server.push('origin', 'main').exitCode).toBe(1)
  })

  it('frees no lock of others, where pushers have to be known', () => {
    server.configure('holdfast.requirePusher', 'true')
    server.configure('holdfast.pusher.bob.agent', 'bob')
    server.configure('holdfast.pusher.alice.agent', 'alice')
    const shown = server.admin.git('show', `${ref}:locks.json`).stdout
    const emptied = record(shown.replace(/"locks":\[[^]*\]/, '"locks":[]'))
    for (const env of [{}, { REMOTE_USER: 'mallory' }, { REMOTE_USER: 'bob' }]) {
      expect(pushLocks(env, `:${ref}`)).toBe(1)
      expect(pushLocks(env, `${emptied}:${ref}`)).toBe(1)
    }
    expect(pushLocks({ REMOTE_USER: 'bob' }, `${record(shown)}:${ref}`)).toBe(0)
    expect(pushLocks({ REMOTE_USER: 'alice' }, `${emptied}:${ref}`)).toBe(0)
  })
})
