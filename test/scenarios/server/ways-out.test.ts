import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createServer, type Server } from '../../support/server.js'

let server: Server

beforeEach(() => {
  server = createServer()
  server.lock('src')
  server.commit('src/a.ts')
})
afterEach(() => server.fleet.remove())

const push = (): readonly string[] => {
  const { exitCode, stderr } = server.push('origin', 'HEAD:refs/heads/topic')
  expect(exitCode).toBe(1)
  return stderr.split('\n').map((line) => line.replace(/^remote: /, '').trimEnd())
}

describe('what a pusher is told to try', () => {
  it('runs in any folder of a clone without git-holdfast, and shows what is refused', () => {
    const lines = push()
    const commands = lines.slice(lines.indexOf('Try:') + 1).filter((line) => line.startsWith('  '))
    expect(commands.map((line) => line.trim().split(' ')[1])).toEqual(['show', 'push'])
    const [shown = ''] = commands
    const ended = server.bob.run('sh', ['-c', shown], { cwd: join(server.fleet.top, 'src') })
    expect(ended).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('src/a.ts') })
  })

  it('names no command of a store that does not know the lock', () => {
    const text = push().join('\n')
    expect(text).not.toMatch(/^ *git holdfast/m)
    expect(text).toContain('The server holds these locks')
  })

  it('says until when a lock lasts in a time zone that both sides know', () => {
    const [lock] = server.admin.json('locks').locks as readonly { readonly expiresAt: string }[]
    const args = ['push', '--quiet', 'origin', 'HEAD:refs/heads/topic']
    const { stderr } = server.bob.run('git', args, { env: { TZ: 'Asia/Kolkata' } })
    expect(stderr).toContain(`until ${lock?.expiresAt.slice(11, 16)} UTC (`)
  })

  it('says that a repair is for the server, where its store is damaged', () => {
    writeFileSync(join(server.home, 'locks/junk.agent_lock'), '{')
    const lines = push()
    expect(lines).toContain('Try, on the server:')
    expect(lines).not.toContain('Try:')
  })

  it('is a repair that works, where something else was published as locks', () => {
    server.admin.git('update-ref', 'refs/holdfast/locks/junk', 'refs/heads/main')
    const lines = push()
    const repair = lines[lines.indexOf('Try, on the server:') + 1] ?? ''
    expect(server.admin.run('sh', ['-c', repair])).toMatchObject({ exitCode: 0 })
    expect(push()).toContain('holdfast: push refused: 1 path locked by 1 other agent')
  })

  it('says that a repair is for the server, where its guard is gone', () => {
    const guard = /^guard=(.*)$/m.exec(server.admin.run('cat', [join(server.home, 'hooks/guard.sh')]).stdout)?.[1] ?? ''
    rmSync(join(server.home, 'hooks', guard))
    const lines = push()
    expect(lines.slice(lines.indexOf('Try, on the server:')).slice(1, 2)).toEqual(['  git holdfast init --server'])
  })
})
