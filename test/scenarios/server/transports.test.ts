import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ended } from '../../support/fleet.js'
import { openGitHost, type GitHost, type Transport } from '../../support/git-host.js'
import { expectSuccess, createServer, type Server } from '../../support/server.js'
import { requireGitPart } from '../../support/tools.js'

let server: Server
let host: GitHost
let start: string

/** Alice has locked `src` on the server, from which Bob's clone pushes through a port. */
async function prepare(transport: Transport): Promise<void> {
  server = createServer()
  server.lock('src')
  start = server.refOf('refs/heads/main')
  host = await openGitHost(transport, server.fleet.folder)
}

async function stop(): Promise<void> {
  expect(await host.close()).toBe(0)
  server.fleet.remove()
}

/** What one test configured, committed, pushed or was told is no other's. */
function restart(): void {
  server.admin.git('config', '--remove-section', 'holdfast')
  server.bob.git('checkout', '--quiet', '--force', '-B', 'main', start)
  const refs = server.admin.git('for-each-ref', '--format=delete %(refname)', 'refs/').stdout
  expectSuccess(server.admin.run('git', ['update-ref', '--stdin'], { input: refs }))
  expectSuccess(server.admin.git('update-ref', 'refs/heads/main', start))
}

const urlFor = (account?: string): string => host.url('remote.git', account)

const expectRefused = (ended: Ended, ref: string): void => {
  expect(ended.exitCode).toBe(1)
  expect(ended.stderr).toContain('remote: holdfast: push refused: 1 path locked by 1 other agent')
  expect(ended.stderr).toContain('(pre-receive hook declined)')
  expect(server.refOf(ref)).toBe('')
}

describe('over git daemon', () => {
  beforeAll(() => prepare('daemon'))
  beforeEach((context) => requireGitPart(context, 'git-daemon'))
  afterEach(restart)
  afterAll(stop)

  it('a new branch on a locked path is refused, in the words of the guard, and told', () => {
    server.commit('src/daemon.ts', { agent: 'bob' })
    expectRefused(server.push(urlFor(), 'HEAD:refs/heads/topic'), 'refs/heads/topic')
    expect(server.mailOf('alice')).toContainEqual(
      expect.objectContaining({
        from: 'bob',
        type: 'ALERT',
        payload: expect.objectContaining({ hook: 'pre-receive', branch: 'refs/heads/topic' }),
      }),
    )
  })

  it('a new branch beside the locks is taken', () => {
    server.commit('docs/a.md')
    expectSuccess(server.push(urlFor(), 'HEAD:refs/heads/topic'))
    expect(server.refOf('refs/heads/topic')).toBe(server.bob.git('rev-parse', 'HEAD').stdout.trim())
  })

  it('a commit of the holder is taken by its trailer, as nobody is authenticated', () => {
    server.commit('src/a.ts', { agent: 'alice' })
    expectSuccess(server.push(urlFor(), 'HEAD:refs/heads/topic'))
  })

  it('no pusher can name an account', () => {
    expectSuccess(server.admin.git('config', 'holdfast.pusher.alice.agent', 'alice'))
    expectSuccess(server.admin.git('config', 'holdfast.requirePusher', 'true'))
    server.commit('src/a.ts', { agent: 'alice' })
    const args = ['push', '--quiet', urlFor(), 'HEAD:refs/heads/topic']
    expectRefused(server.bob.run('git', args, { env: { REMOTE_USER: 'alice' } }), 'refs/heads/topic')
  })
})

describe('over git http-backend', () => {
  beforeAll(() => prepare('http'))
  beforeEach((context) => requireGitPart(context, 'git-http-backend'))
  afterEach(restart)
  afterAll(stop)

  it('a new branch on a locked path is refused, in the words of the guard, and told', () => {
    server.configure('holdfast.pusher.bob@example.org.agent', 'bob')
    server.commit('src/http.ts')
    expectRefused(server.push(urlFor('bob@example.org'), 'HEAD:refs/heads/topic'), 'refs/heads/topic')
    expect(server.mailOf('alice')).toContainEqual(
      expect.objectContaining({
        from: 'bob',
        type: 'ALERT',
        payload: expect.objectContaining({ hook: 'pre-receive', branch: 'refs/heads/topic' }),
      }),
    )
  })

  it('a new branch beside the locks is taken', () => {
    server.commit('docs/a.md')
    expectSuccess(server.push(urlFor('bob'), 'HEAD:refs/heads/topic'))
    expect(server.refOf('refs/heads/topic')).toBe(server.bob.git('rev-parse', 'HEAD').stdout.trim())
  })

  it('who logs in as the account of the holder needs no trailer', () => {
    server.configure('holdfast.pusher.alice@example.org.agent', 'alice')
    server.commit('src/a.ts')
    expectSuccess(server.push(urlFor('alice@example.org'), 'HEAD:refs/heads/topic'))
  })

  it('the trailer of the holder helps no account of another agent', () => {
    server.configure('holdfast.pusher.bob.agent', 'bob')
    server.commit('src/a.ts', { agent: 'alice' })
    expectRefused(server.push(urlFor('bob'), 'HEAD:refs/heads/topic'), 'refs/heads/topic')
  })

  it('locks that a clone publishes are in force for the next push, and only their account frees them', () => {
    server.configure('holdfast.requirePusher', 'true')
    for (const name of ['alice', 'bob']) server.configure(`holdfast.pusher.${name}.agent`, name)
    server.bob.git('remote', 'set-url', 'origin', urlFor('alice'))
    const alice = server.fleet.as('alice')
    expectSuccess(alice.holdfast('lock', 'lib'))
    const { ref } = JSON.parse(expectSuccess(alice.holdfast('publish', '--json')).stdout) as { ref: string }
    server.commit('lib/a.ts')
    expectRefused(server.push(urlFor('bob'), 'HEAD:refs/heads/topic'), 'refs/heads/topic')
    expect(server.push(urlFor('bob'), `:${ref}`).stderr).toContain('it frees a lock of alice')
    expectSuccess(server.push(urlFor('alice'), `:${ref}`, 'HEAD:refs/heads/topic'))
  })

  it('a push option goes through where the server allows it', () => {
    server.configure('receive.advertisePushOptions', 'true')
    server.configure('holdfast.allowBypass', 'true')
    server.commit('src/a.ts')
    const option = 'holdfast.bypass=the release'
    const { stderr } = expectSuccess(server.push('-o', option, urlFor('bob'), 'HEAD:refs/heads/topic'))
    expect(stderr).toContain('remote: holdfast: let through by a push option ("the release")')
  })
})
