import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { expectSuccess, createServer, type Server } from '../../support/server.js'

let server: Server

beforeEach(() => {
  server = createServer()
})
afterEach(() => server.fleet.remove())

describe('a push to a guarded server', () => {
  it('is refused where a commit touches what another agent has locked', () => {
    server.lock('src')
    server.commit('src/a.ts')
    const before = server.refOf('refs/heads/main')
    const ended = server.push('origin', 'main')
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr).toContain('remote: holdfast: push refused: 1 path locked by 1 other agent')
    expect(ended.stderr).toContain('remote:   src/a.ts (added in ')
    expect(server.refOf('refs/heads/main')).toBe(before)
  })

  it('passes beside the locks', () => {
    server.lock('src')
    server.commit('docs/a.md')
    expectSuccess(server.push('origin', 'main'))
  })

  it('starts no Node while nobody holds a lock', () => {
    server.commit('src/a.ts')
    expect(server.watchPush('origin', 'main')).toMatchObject({ exitCode: 0, startsNode: false })
    server.lock('src')
    server.commit('docs/a.md')
    expect(server.watchPush('origin', 'main')).toMatchObject({ exitCode: 0, startsNode: true })
  })

  it('takes the locks of the account that the server runs as for those of others', () => {
    server.configure('holdfast.agent', 'alice')
    server.lock('src')
    server.commit('src/a.ts')
    expect(server.watchPush('origin', 'main')).toMatchObject({ exitCode: 1, startsNode: true })
  })

  it('sends an ALERT into the mail folder of the server', () => {
    server.lock('src')
    server.commit('src/a.ts', { agent: 'bob' })
    expect(server.push('origin', 'main').exitCode).toBe(1)
    expect(server.mailOf('alice')).toMatchObject([
      { from: 'bob', type: 'ALERT', payload: { hook: 'pre-receive', branch: 'refs/heads/main' } },
    ])
  })

  it('says control characters of paths and descriptions as escapes', () => {
    expectSuccess(server.admin.holdfast('lock', 'src', '-m', 'x\u001b[31m\nremote: forged'))
    server.commit('src/\u001b[2J.ts')
    const { stderr } = server.push('origin', 'main')
    expect(stderr).toContain('\\x1b')
    expect(stderr).not.toContain('\u001b[31m')
    expect(stderr).not.toContain('\u001b[2J')
    expect(stderr).not.toMatch(/^remote: forged/m)
  })
})

describe('who made a commit', () => {
  beforeEach(() => server.lock('src'))

  it('is said by its trailer', () => {
    server.commit('src/a.ts', { agent: 'alice' })
    expectSuccess(server.push('origin', 'main'))
  })

  it('is said by its address, for the lock of a person', () => {
    const person = server.fleet.as(null, server.fleet.remote)
    person.run('git', ['config', 'user.name', 'Carol'])
    person.git('config', 'user.email', 'carol@example.org')
    expectSuccess(person.holdfast('lock', 'lib'))
    server.commit('lib/a.ts', { email: 'carol@example.org' })
    expectSuccess(server.push('origin', 'main'))
    server.commit('lib/b.ts', { email: 'dave@example.org' })
    expect(server.push('origin', 'main').exitCode).toBe(1)
  })

  it('is not believed where the account of the pusher speaks for somebody else', () => {
    server.configure('holdfast.pusher.bob@example.org.agent', 'bob')
    server.commit('src/a.ts', { agent: 'alice' })
    const env = { REMOTE_USER: 'bob@example.org' }
    expect(server.bob.run('git', ['push', 'origin', 'main'], { env }).exitCode).toBe(1)
    expect(server.mailOf('alice')).toMatchObject([{ from: 'bob' }])
  })

  it('is the agent of the account, without any trailer', () => {
    server.configure('holdfast.pusher.alice@example.org.agent', 'alice')
    server.commit('src/a.ts')
    expectSuccess(server.bob.run('git', ['push', 'origin', 'main'], { env: { REMOTE_USER: 'alice@example.org' } }))
  })

  it('is chosen by the trailer among the agents of one account', () => {
    server.configure('holdfast.pusher.team.agent', 'bob, alice')
    const push = () => server.bob.run('git', ['push', 'origin', 'main'], { env: { REMOTE_USER: 'team' } })
    server.commit('src/a.ts', { agent: 'alice' })
    expectSuccess(push())
    server.commit('src/b.ts', { agent: 'bob' })
    expect(push().exitCode).toBe(1)
  })

  it('is read from the variable that the server names', () => {
    server.configure('holdfast.pusherFrom', 'GL_USERNAME')
    server.configure('holdfast.pusher.a.smith.agent', 'alice')
    server.commit('src/a.ts')
    expect(server.bob.run('git', ['push', 'origin', 'main'], { env: { REMOTE_USER: 'a.smith' } }).exitCode).toBe(1)
    expectSuccess(server.bob.run('git', ['push', 'origin', 'main'], { env: { GL_USERNAME: 'a.smith' } }))
  })

  it('is nobody for accounts that the server does not know, where it requires that', () => {
    server.configure('holdfast.requirePusher', 'true')
    server.commit('src/a.ts', { agent: 'alice' })
    expect(server.push('origin', 'main').exitCode).toBe(1)
    expect(server.mailOf('alice')).toMatchObject([{ from: 'unknown-pusher' }])
    server.bob.git('reset', '--quiet', '--hard', 'HEAD~1')
    server.commit('docs/a.md')
    expectSuccess(server.push('origin', 'main'))
  })
})

describe('the environment of a pusher', () => {
  it('changes nothing of what the server decides', () => {
    server.lock('src')
    server.commit('src/a.ts')
    const env = {
      HOLDFAST_AGENT: 'alice',
      HOLDFAST_BYPASS: 'because',
      HOLDFAST_LOCKS_DIR: server.fleet.folder,
      HOLDFAST_ON_ERROR: 'warn',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'holdfast.locksDir',
      GIT_CONFIG_VALUE_0: server.fleet.folder,
    }
    expect(server.bob.run('git', ['push', 'origin', 'main'], { env }).exitCode).toBe(1)
  })

  it('lets nothing through under the variable of doctor', () => {
    server.commit('docs/a.md')
    const env = { HOLDFAST_CANARY: server.fleet.folder, HOLDFAST_LOCKS_DIR: server.fleet.folder }
    expect(server.bob.run('git', ['push', 'origin', 'main'], { env }).exitCode).toBe(1)
  })
})

describe('a push option', () => {
  beforeEach(() => {
    server.configure('receive.advertisePushOptions', 'true')
    server.lock('src')
    server.commit('src/a.ts', { agent: 'bob' })
  })

  it('lets a push through where the server allows it, logged and told', () => {
    server.configure('holdfast.allowBypass', 'true')
    const ended = expectSuccess(server.push('-o', 'ci.skip', '-o', 'holdfast.bypass=the release', 'origin', 'main'))
    expect(ended.stderr).toContain('let through by a push option ("the release")')
    expect(server.mailOf('alice')).toMatchObject([{ payload: { bypass: 'the release' } }])
    expect(server.admin.holdfast('log').stdout).toContain('the release')
  })

  it('is not heard otherwise', () => {
    const ended = server.push('-o', 'holdfast.bypass=the release', 'origin', 'main')
    expect(ended.exitCode).toBe(1)
    expect(ended.stderr).toContain('this server does not accept holdfast.bypass')
  })
})
