import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFleet, type Fleet } from '../../support/fleet.js'
import { inProject } from '../../support/project.js'

const root = inProject('')
let prefix: string
let fleet: Fleet

beforeAll(() => {
  prefix = mkdtempSync(join(tmpdir(), 'holdfast-installed-'))
  const npm = (...args: string[]): string =>
    execFileSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], {
      cwd: root,
      encoding: 'utf8',
    })
  npm('pack', '--pack-destination', prefix)
  const tarball = readdirSync(prefix).find((name) => name.endsWith('.tgz')) ?? ''
  npm('install', '--global', '--prefix', prefix, '--prefer-offline', join(prefix, tarball))
  fleet = createFleet({ command: join(prefix, 'bin/git-holdfast') })
}, 300_000)
afterAll(() => {
  fleet.remove()
  rmSync(prefix, { recursive: true, force: true })
})

describe('the packed package, installed globally', () => {
  it('is `git holdfast`, and guards commits and pushes', () => {
    const [alice, bob] = [fleet.as('alice'), fleet.as('bob')]
    bob.write('src/early.ts', 'x\n')
    bob.git('add', '.')
    expect(bob.git('commit', '--quiet', '-m', 'early').exitCode).toBe(0)
    expect(alice.git('holdfast', 'lock', 'src', '-m', 'mine').exitCode).toBe(0)
    bob.write('src/late.ts', 'x\n')
    bob.git('add', '.')
    expect(bob.git('commit', '--quiet', '-m', 'late').exitCode).toBe(1)
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(1)
    expect(alice.git('holdfast', 'inbox').stdout).toContain('src/late.ts')
    expect(alice.git('holdfast', 'unlock', 'src').exitCode).toBe(0)
    expect(bob.git('commit', '--quiet', '-m', 'late').exitCode).toBe(0)
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(0)
  })

  it('shows its demonstration, which finds nothing to complain of and leaves nothing behind', () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('holdfast-demo-'))
    const { surprises, transcript } = fleet.as('alice').json('demo')
    expect(surprises).toEqual([])
    expect(transcript.join('\n')).toContain('commit refused')
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('holdfast-demo-'))).toEqual(before)
  })

  it('brings a manual page where git looks for it', () => {
    expect(existsSync(join(prefix, 'share/man/man1/git-holdfast.1'))).toBe(true)
  })

  it('is a library with locks and mail under the names of both protocols', () => {
    const script = join(fleet.folder, 'use.mjs')
    const library = join(prefix, 'lib/node_modules/git-holdfast/dist/index.js')
    writeFileSync(
      script,
      `import { openHoldfast } from ${JSON.stringify(library)}
       const alice = await openHoldfast({ agent: 'alice' })
       const bob = await openHoldfast({ agent: 'bob' })
       const taken = await alice.acquire(['lib', 'docs'], { ttlMs: 60_000, description: 'why' })
       const refused = await bob.acquire('lib/x', { maxRetries: 1, retryDelayMs: 1 })
       const sent = await alice.send('bob', { text: 'hello' })
       const seen = {
         taken: taken.acquired, refused: refused.acquired, rival: refused.obstacles[0].lock.owner.agent,
         locked: (await bob.isLocked('lib/y')).resource, free: await bob.isLocked('free'), count: (await bob.listLocks()).length,
         verdict: (await bob.check(['docs/a'])).verdict, wrongRelease: await bob.release('lib'), peek: await bob.peek(),
         text: (await bob.receive({ type: 'TASK' })).messages.find((m) => m.id === sent.id).payload.text,
         claimed: (await bob.claim('TASK')).message.id === sent.id, archived: (await bob.archive(sent.id)).kind,
         broadcast: (await alice.broadcast({ text: 'all' })).map((m) => m.to), stale: await alice.cleanupStale(),
         cleaned: await alice.cleanupMail(0) > 0, released: await alice.release('lib'), rest: await alice.releaseAll(),
       }
       console.log(JSON.stringify(seen))`,
    )
    const ended = fleet.as(null).run(process.execPath, [script])
    expect(ended.stderr).toBe('')
    expect(JSON.parse(ended.stdout)).toEqual({
      taken: true,
      refused: false,
      rival: 'alice',
      locked: 'lib',
      free: null,
      count: 2,
      verdict: 'refused',
      wrongRelease: false,
      peek: 1,
      text: 'hello',
      claimed: true,
      archived: 'archived',
      broadcast: ['bob'],
      stale: 0,
      cleaned: true,
      released: true,
      rest: 1,
    })
  })
})
