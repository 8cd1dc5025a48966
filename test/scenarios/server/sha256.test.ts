import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSuccess, createServer, type Server } from '../../support/server.js'

let server: Server

beforeAll(() => {
  server = createServer({ objectFormat: 'sha256' })
  server.lock('src')
})
afterAll(() => server.fleet.remove())

describe('a server whose objects have names of 64 digits', () => {
  it('takes a new branch beside the locks, and refuses one on a locked path', () => {
    server.commit('docs/a.md')
    expectSuccess(server.push('origin', 'HEAD:refs/heads/topic'))
    expect(server.refOf('refs/heads/topic')).toMatch(/^[0-9a-f]{64}$/)
    server.commit('src/a.ts', { agent: 'bob' })
    const { exitCode, stderr } = server.push('origin', 'HEAD:refs/heads/other')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('remote: holdfast: push refused: 1 path locked by 1 other agent')
    expect(server.refOf('refs/heads/other')).toBe('')
    expect(server.mailOf('alice')).toMatchObject([{ from: 'bob', type: 'ALERT' }])
  })

  it('reads locks that a clone has published', () => {
    const alice = server.fleet.as('alice')
    expectSuccess(alice.holdfast('lock', 'lib'))
    expectSuccess(alice.holdfast('publish'))
    server.bob.git('checkout', '--quiet', '--detach', 'origin/main')
    server.commit('lib/a.ts')
    expect(server.push('origin', 'HEAD:refs/heads/lib').stderr).toContain('locked by alice')
  })

  it('is proven by doctor', () => {
    expectSuccess(server.admin.holdfast('doctor'))
  })
})
