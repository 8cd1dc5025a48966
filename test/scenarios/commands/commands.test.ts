import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync, lutimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openHoldfast } from '../../../src/app/library/holdfast.js'
import { createFleet, type Fleet, type Shell } from '../../support/fleet.js'
import { inProject } from '../../support/project.js'

let fleet: Fleet
let alice: Shell
let bob: Shell

beforeAll(() => {
  fleet = createFleet()
  alice = fleet.as('alice')
  bob = fleet.as('bob')
})
afterAll(() => fleet.remove())
beforeEach(async () => {
  for (const agent of ['alice', 'bob']) await (await openHoldfast({ cwd: fleet.top, agent })).releaseAll()
})

describe('lock', () => {
  it('gives the documented object, and the lock is listed until it is released', () => {
    const { locks, warnings } = alice.json(
      'lock',
      'src/a',
      'docs/',
      '-m',
      'why',
      '--action',
      'refactor',
      '--ttl',
      '2h',
      '--priority',
      '2',
      '--scope',
      '!src/a/x',
    )
    expect(warnings).toEqual([])
    expect(locks).toHaveLength(2)
    expect(locks[0]).toMatchObject({
      agent: 'alice',
      session: '',
      resource: 'src/a',
      scope: ['!src/a/x'],
      action: 'REFACTOR',
      description: 'why',
      priority: 2,
    })
    expect(Date.parse(locks[0].expiresAt) - Date.parse(locks[0].createdAt)).toBe(7_200_000)
    expect(locks[0].revision).toBeGreaterThan(0)
    expect(bob.json('locks').locks).toEqual([locks[1], locks[0]])
    expect(alice.json('unlock', 'docs', locks[0].id).released).toHaveLength(2)
    expect(bob.json('locks').locks).toEqual([])
  })

  it('is refused with 1, naming the rival, a common path and ways out', () => {
    alice.holdfast('lock', 'src/*.ts', '-m', 'types')
    const refused = bob.holdfast('lock', 'src/**')
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
    expect(refused.stderr).toMatch(
      /alice holds "src\/\*\.ts" \(WRITE for "types", \d+ min left; both cover "src\/[^"]+\.ts"\)/,
    )
    expect(refused.stderr).toContain(
      "Try:\n  git holdfast lock 'src/**' --wait=10m\n  git holdfast send alice --type REQUEST",
    )
    const asJson = JSON.parse(bob.holdfast('lock', 'src/**', '--json').stderr)
    expect(asJson.error).toMatchObject({ area: 'lock', code: 'lock-refused' })
  })

  it('takes over and releases what the same agent holds by another program', () => {
    const record = {
      schemaVersion: '1.0',
      lockId: 'a7f4d1e0-0000-4000-8000-000000000001',
      ownerAgent: { agent_id: 'alice', process_id: 0, session_id: 's', host: 'elsewhere' },
      intent: { action: 'WRITE', scope: [], description: 'by hand', priority: 5 },
      resource: 'shared/a',
      createdTimestamp: '2026-01-01T00:00:00Z',
      expiryTimestamp: '2126-01-01T00:00:00Z',
    }
    const file = join(
      fleet.home,
      'locks',
      `${createHash('sha256').update('shared/a').digest('hex').slice(0, 16)}.agent_lock`,
    )
    writeFileSync(file, JSON.stringify(record, null, 2))
    expect(bob.holdfast('check', 'shared/a/x').exitCode).toBe(1)
    expect(alice.json('lock', 'shared/a').locks[0].revision).toBeGreaterThan(0)
    expect(alice.json('locks').locks).toHaveLength(1)
    expect(alice.holdfast('unlock', 'shared/a').exitCode).toBe(0)
    writeFileSync(file, JSON.stringify(record, null, 2))
    expect(alice.holdfast('unlock', 'shared/a').exitCode).toBe(0)
    expect(existsSync(file)).toBe(false)
  })

  it('takes a route file as typed', () => {
    alice.write('app/[slug]/page.tsx', 'x')
    alice.holdfast('lock', 'app/[slug]/page.tsx', 'app/(auth)/login.tsx')
    expect(bob.holdfast('check', 'app/[slug]/page.tsx').exitCode).toBe(1)
    expect(bob.holdfast('check', 'app/s/page.tsx').exitCode).toBe(0)
    expect(bob.holdfast('check', 'app/(auth)/login.tsx').exitCode).toBe(1)
  })

  it('warns of a pattern that covers everything', () => {
    expect(alice.holdfast('lock', '**').stderr).toContain('covers the whole repository')
  })

  it('warns in a sub-folder of a name that is not meant from the top', () => {
    alice.write('deep/only-here.ts', 'x')
    const inFolder = fleet.as('alice', join(fleet.top, 'deep'))
    expect(inFolder.holdfast('lock', 'only-here.ts').stderr).toContain('"deep/only-here.ts"')
  })

  it('waits until the holder releases, and asks the holder once', async () => {
    alice.holdfast('lock', 'src')
    const waiting = spawnWaiting(['lock', 'src/a', '--wait=30s', '--json'])
    await waiting.untilQueued()
    alice.holdfast('unlock', 'src')
    expect(await waiting.ended).toBe(0)
    expect(alice.json('inbox', '--type', 'REQUEST').messages).toMatchObject([
      { from: 'bob', payload: { wanted: 'src/a' } },
    ])
    alice.holdfast('archive', alice.json('inbox', '--type', 'REQUEST').messages[0].id)
  })

  it('gives up waiting at its bound, leaves the queue, and says so', () => {
    alice.holdfast('lock', 'src')
    const refused = bob.holdfast('lock', 'src', '--wait=1s')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('after waiting 1 s')
    expect(bob.json('status').waiting).toBe(0)
  })

  it('takes the duration of --wait behind = or as the next word, and no path for one', () => {
    const resources = (...args: string[]) =>
      alice.json('lock', ...args).locks.map((lock: { resource: string }) => lock.resource)
    expect(resources('a', '--wait', '1s')).toEqual(['a'])
    expect(resources('--wait', 'b')).toEqual(['b'])
    expect(resources('c', '--wait=1s', 'd')).toEqual(['c', 'd'])
  })

  it('dies with the process it is bound to', async () => {
    const sleeper = spawn('sleep', ['600'])
    alice.holdfast('lock', 'src', '--pid', String(sleeper.pid))
    expect(bob.holdfast('check', 'src/a').exitCode).toBe(1)
    sleeper.kill('SIGKILL')
    await new Promise((resolve) => sleeper.once('exit', resolve))
    expect(bob.holdfast('check', 'src/a').exitCode).toBe(0)
    expect(bob.holdfast('lock', 'src').exitCode).toBe(0)
  })
})

/** A `git-holdfast` of bob's that waits; tells when it stands in the queue. */
function spawnWaiting(args: readonly string[]): { ended: Promise<number | null>; untilQueued: () => Promise<void> } {
  const env = { ...process.env, HOLDFAST_AGENT: 'bob' }
  const child = spawn(join(fleet.folder, 'bin/git-holdfast'), args, { cwd: fleet.top, env, stdio: 'ignore' })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const untilQueued = async (): Promise<void> => {
    while (alice.json('status').waiting === 0) await Promise.resolve()
  }
  return { ended, untilQueued }
}

describe('unlock', () => {
  it('refuses the lock of another, and releases it by force with a reason, logged and told', () => {
    alice.holdfast('lock', 'src')
    expect(bob.holdfast('unlock', 'src')).toMatchObject({ exitCode: 1 })
    expect(bob.holdfast('unlock', 'src', '--force')).toMatchObject({ exitCode: 2 })
    expect(bob.holdfast('unlock', 'src', '--force', '-m', 'gone home').exitCode).toBe(0)
    expect(bob.holdfast('log').stdout).toMatch(/forced .*bob .*src of alice: gone home/)
    const [alert] = alice.json('inbox', '--type', 'ALERT').messages
    expect(alert).toMatchObject({ from: 'bob', payload: { kind: 'forced-unlock', reason: 'gone home' } })
    alice.holdfast('archive', alert.id)
  })

  it('says 1 for a lock that is not there', () => {
    expect(alice.holdfast('unlock', 'nothing')).toMatchObject({ exitCode: 1 })
  })
})

describe('renew and transfer', () => {
  it('extend and hand over', () => {
    const [lock] = alice.json('lock', 'src', '--ttl', '1m').locks
    const [renewed] = alice.json('renew', '--ttl', '1h').locks
    expect(Date.parse(renewed.expiresAt)).toBeGreaterThan(Date.parse(lock.expiresAt))
    expect(alice.json('transfer', 'src', 'bob').lock).toMatchObject({ id: lock.id, agent: 'bob' })
    expect(alice.holdfast('renew', 'src').exitCode).toBe(1)
    expect(bob.json('inbox', '--type', 'REPORT').messages[0]).toMatchObject({
      from: 'alice',
      payload: { kind: 'transfer' },
    })
  })
})

describe('run', () => {
  it('holds while the command runs, passes its exit code on, and releases', () => {
    const ran = alice.run('git-holdfast', ['run', 'src', '--', 'sh', '-c', 'git-holdfast locks --json; exit 7'])
    expect(ran.exitCode).toBe(7)
    expect(JSON.parse(ran.stdout).locks).toMatchObject([{ resource: 'src', agent: 'alice' }])
    expect(alice.json('locks').locks).toEqual([])
  })

  it('ends with 127 for a program that is not there, and releases', () => {
    const ended = alice.run('git-holdfast', ['run', 'src', '--', 'no-such-program'])
    expect(ended).toMatchObject({ exitCode: 127, stderr: expect.stringContaining('"no-such-program" cannot be run') })
    expect(alice.json('locks').locks).toEqual([])
  })
})

describe('check', () => {
  it('warns in a sub-folder of a name that is not meant from the top', () => {
    alice.write('deep/only-here.ts', 'x')
    const inFolder = fleet.as('bob', join(fleet.top, 'deep'))
    expect(inFolder.holdfast('check', 'only-here.ts').stderr).toContain('"deep/only-here.ts"')
  })

  it('judges absolute names as the repository names them, typed and from standard input', () => {
    alice.holdfast('lock', 'src/a.ts', 'real.ts')
    const inner = join(fleet.folder, 'another-worktree')
    bob.git('worktree', 'add', '--quiet', inner)
    bob.write('real.ts', '')
    symlinkSync('real.ts', join(fleet.top, 'a-way-to-it'))
    const absolute = [join(fleet.top, 'src/a.ts'), join(inner, 'src/a.ts'), join(fleet.top, 'a-way-to-it')]
    const paths = [...absolute, './src//b/../a.ts', `${fleet.top}/./src/a.ts`]
    const typed = bob.holdfast('check', '--json', ...paths)
    expect(typed.exitCode).toBe(1)
    const { conflicts } = JSON.parse(typed.stdout) as { readonly conflicts: readonly { readonly path: string }[] }
    expect(conflicts.map(({ path }) => path)).toEqual(['src/a.ts', 'src/a.ts', 'real.ts', 'src/a.ts', 'src/a.ts'])
    const input = paths.join('\n')
    expect(bob.run('git-holdfast', ['check', '--json', '--stdin'], { input, cwd: inner })).toEqual(typed)
  })

  it('finds the lock on a symbolic link by its absolute name', () => {
    symlinkSync('elsewhere', join(fleet.top, 'a-link'))
    alice.holdfast('lock', 'a-link')
    expect(bob.json('check', join(fleet.top, 'a-link')).conflicts).toMatchObject([{ path: 'a-link' }])
  })

  it.each([
    ['a file of no repository', () => join(fleet.folder, 'x')],
    ['a file of another repository', () => join(fleet.remote, 'config')],
    ['a file above the top', () => '../x'],
  ])('never takes %s for clear', (_what, pathOf) => {
    const ended = bob.holdfast('check', 'free.txt', pathOf())
    expect([ended.exitCode, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toContain(
      `${JSON.stringify(pathOf())} lies outside the repository ${JSON.stringify(fleet.top)}`,
    )
    expect(bob.run('git-holdfast', ['check', '--stdin'], { input: `${pathOf()}\n` }).exitCode).toBe(2)
  })

  it('answers for paths, standard input, what is staged, and a range', () => {
    alice.holdfast('lock', 'locked')
    expect(bob.holdfast('check', 'free.txt').exitCode).toBe(0)
    expect(bob.json('check', 'locked/a', 'free')).toMatchObject({
      verdict: 'refused',
      conflicts: [{ path: 'locked/a', lock: { agent: 'alice' } }],
    })
    expect(bob.run('git-holdfast', ['check', '--stdin'], { input: 'free\nlocked/b\n' }).exitCode).toBe(1)
    expect(bob.run('git-holdfast', ['check', '--stdin'], { input: 'fr\nee\0' }).exitCode).toBe(0)
    bob.write('locked/c', 'c')
    bob.git('add', 'locked/c')
    expect(bob.holdfast('check', '--staged').exitCode).toBe(1)
    bob.git('reset', '--quiet')
    expect(bob.holdfast('check', '--staged').exitCode).toBe(0)
    expect(bob.holdfast('check', '--range', 'HEAD~0..HEAD').exitCode).toBe(0)
  })
})

describe('mail', () => {
  it('is sent, read, claimed, answered and archived', () => {
    const [sent] = alice.json('send', 'bob', 'please look', '--type', 'task', '--payload', '{"file":"a"}').sent
    expect(bob.json('inbox', '--type', 'TASK').messages).toMatchObject([
      { id: sent.id, from: 'alice', payload: { text: 'please look', file: 'a' } },
    ])
    expect(bob.json('inbox', '--claim', '--type', 'TASK').message.id).toBe(sent.id)
    expect(bob.holdfast('inbox', '--claim', '--type', 'TASK').exitCode).toBe(1)
    const reply = bob.json('reply', sent.id.slice(0, 8), 'done', '--archive').sent
    expect(reply).toMatchObject({ to: 'alice', type: 'REPORT', inReplyTo: sent.id })
    expect(bob.json('inbox', '--type', 'TASK').messages).toEqual([])
    expect(alice.holdfast('archive', reply.id).exitCode).toBe(0)
  })

  it('goes to everybody known but the sender', () => {
    const to = alice.json('send', '--all', 'frozen').sent.map((message: { to: string }) => message.to)
    expect(to).toContain('bob')
    expect(to).not.toContain('alice')
  })

  it('to somebody who is not known is sent, and says so', () => {
    expect(alice.holdfast('send', 'nobody-yet', 'x')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('"nobody-yet"'),
    })
    expect(alice.holdfast('send', 'nobody-yet', 'x').stderr).toBe('')
  })

  it('is shown without its control characters, each line behind a mark', () => {
    alice.holdfast('send', 'carol', 'a\u001b[2Jb\nERROR from holdfast')
    const shown = fleet.as('carol').holdfast('inbox').stdout
    expect(shown).toContain('> a\\x1b[2Jb\n> ERROR from holdfast')
  })
})

describe('bad input', () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['lock'], /missing required argument 'path'/i],
    [['lock', ''], /names nothing/],
    [['lock', '/etc/passwd'], /is absolute/],
    [['lock', '../x'], /"\.\." segment/],
    [['lock', '!(a)'], /negated group/],
    [['lock', 'x'.repeat(5_000)], /4,096/],
    [['lock', '{a,b}'.repeat(30)], /1,000 brace alternatives/],
    [['lock', 'a', '--ttl', '0'], /from 1 second to 7 days/],
    [['lock', 'a', '--ttl', '-1'], /duration|argument missing/],
    [['lock', 'a', '--ttl', '1e9'], /expected a duration/],
    [['lock', 'a', '--ttl', '999999999d'], /from 1 second to 7 days/],
    [['lock', 'a', '--ttl', 'abc'], /--ttl is "abc"/],
    [['lock', 'a', '--priority', '10'], /from 1 to 9/],
    [['lock', 'a', '--action', 'EAT'], /READ, WRITE, REFACTOR, DELETE/],
    [['lock', 'a', '--pid', '2147483646'], /No process/],
    [['lock', 'a', '--agent', '../x'], /not an agent name/],
    [['lock', 'a', '--agent', 'a\u0007'], /"a\\x07"/],
    [['lock', 'a', '-m', 'x'.repeat(2_000)], /at most 1000/],
    [['lcok', 'a'], /Did you mean lock/],
    [['locks', '--nmie'], /unknown option/i],
    [['transfer', 'a', 'b/c'], /not an agent name/],
    [['send', 'bob'], /text of the message is missing/],
    [['send', 'bob', 'x', '--payload', '[]'], /not a JSON object/],
    [['send', 'bob', 'x', '--type', 'NOTE'], /TASK, REPORT, REQUEST, ALERT/],
    [['check'], /what to check is missing/],
    [['check', 'a', '--staged'], /do not go together/],
    [['check', '--range', 'no-such..HEAD'], /names no commit/],
    [['run', 'a'], /command after -- is missing/],
    [['init', '--hooks', 'svn'], /auto, git, husky/],
    [['completion', 'tcsh'], /bash, zsh, fish/],
  ]
  it.each(cases)('%j ends with 2, a sentence and something to type', (args, sentence) => {
    const ended = alice.holdfast(...args)
    expect(ended.stderr).toMatch(sentence)
    expect(ended.stderr).toMatch(/\nTry:\n {2}\S/)
    expect(ended).toMatchObject({ exitCode: 2, stdout: '' })
  })

  it('outside of a repository, and in a bare one, is said plainly', () => {
    expect(fleet.as('alice', fleet.folder).holdfast('locks')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is not in a git repository'),
    })
    const inBare = fleet.as('alice', fleet.remote)
    expect(inBare.holdfast('locks')).toMatchObject({ exitCode: 0, stdout: 'no locks\n' })
    expect(inBare.holdfast('init')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('bare repository') })
  })

  it('in a repository without a commit works', () => {
    const empty = fleet.as('alice', fleet.folder)
    empty.git('init', '--quiet', 'empty')
    const inside = fleet.as('alice', join(fleet.folder, 'empty'))
    expect(inside.holdfast('lock', 'a').exitCode).toBe(0)
    expect(inside.holdfast('check', '--staged').exitCode).toBe(0)
    expect(inside.holdfast('status').exitCode).toBe(0)
  })
})

describe('a broken configuration', () => {
  it.each([
    ['{ "ttl": "soon" }', /ttl does not match/],
    ['{ "ttl": "9d" }', /ttl from .holdfast.json is "9d"/],
    ['{ "unknown": 1 }', /"unknown", which nothing reads/],
    ['{ "onError": "maybe" }', /onError is not one of/],
    ['[]', /is not of type object/],
    ['{', /JSON/],
    ['x'.repeat(70_000), /70000 bytes/],
  ])('%s is refused with 2', (text, sentence) => {
    writeFileSync(join(fleet.top, '.holdfast.json'), text)
    const ended = alice.holdfast('locks')
    writeFileSync(join(fleet.top, '.holdfast.json'), '{}')
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(sentence) })
  })

  it('in git config names the key', () => {
    alice.git('config', 'holdfast.onError', 'perhaps')
    const ended = alice.holdfast('locks')
    alice.git('config', '--unset', 'holdfast.onError')
    expect(ended).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('git config --unset holdfast.onError') })
  })
})

describe('layers of configuration', () => {
  it('are file, git config, environment, flag, the last one wins', () => {
    const left = (args: readonly string[], env = {}): number => {
      const { locks } = JSON.parse(alice.run('git-holdfast', ['lock', 'cfg', ...args, '--json'], { env }).stdout)
      alice.holdfast('unlock', 'cfg')
      return Date.parse(locks[0].expiresAt) - Date.parse(locks[0].createdAt)
    }
    expect(left([])).toBe(30 * 60_000)
    writeFileSync(join(fleet.top, '.holdfast.json'), '{ "ttl": "1m" }')
    expect(left([])).toBe(60_000)
    alice.git('config', 'holdfast.ttl', '2m')
    expect(left([])).toBe(120_000)
    expect(left([], { HOLDFAST_TTL: '3m' })).toBe(180_000)
    expect(left(['--ttl', '4m'], { HOLDFAST_TTL: '3m' })).toBe(240_000)
    alice.git('config', '--unset', 'holdfast.ttl')
    writeFileSync(join(fleet.top, '.holdfast.json'), '{}')
  })
})

describe('the store under bad files', () => {
  it.each([
    ['empty', (path: string) => writeFileSync(path, '')],
    ['torn', (path: string) => writeFileSync(path, '{"schemaVersion": "1.0", "lockId": "x", "own')],
    ['binary', (path: string) => writeFileSync(path, Buffer.from([0, 255, 254, 1]))],
    ['an array', (path: string) => writeFileSync(path, '[]')],
    ['null', (path: string) => writeFileSync(path, 'null')],
    ['huge', (path: string) => writeFileSync(path, Buffer.alloc(3_000_000, 0x20))],
    ['a link out', (path: string) => symlinkSync('/etc/hostname', path)],
    ['a folder', (path: string) => mkdirSync(path)],
  ])('%s is never free: the commit is refused and names the file, doctor --fix moves it aside', (_what, plant) => {
    const name = '0123456789abcdef.agent_lock'
    mkdirSync(join(fleet.home, 'locks'), { recursive: true })
    plant(join(fleet.home, 'locks', name))
    // Long ago: no program is still writing it.
    lutimesSync(join(fleet.home, 'locks', name), 0, 0)
    bob.write('any.txt', String(Math.random()))
    bob.git('add', 'any.txt')
    const refused = bob.git('commit', '-m', 'x')
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(name) })
    expect(refused.stderr).toContain('git holdfast doctor --fix')
    expect(alice.holdfast('lock', 'elsewhere').exitCode).toBe(3)
    expect(alice.holdfast('locks')).toMatchObject({ exitCode: 3 })
    expect(alice.holdfast('doctor').exitCode).toBe(1)
    expect(alice.holdfast('doctor', '--fix').exitCode).toBe(0)
    expect(bob.git('commit', '--quiet', '-m', 'x').exitCode).toBe(0)
  })
})

describe('help', () => {
  it.each([
    'init',
    'uninstall',
    'doctor',
    'demo',
    'lock',
    'unlock',
    'renew',
    'transfer',
    'locks',
    'run',
    'status',
    'check',
    'log',
    'whoami',
    'send',
    'inbox',
    'archive',
    'reply',
    'completion',
  ])('of %s has a usage and examples', (command) => {
    const { stdout, exitCode } = alice.git('holdfast', command, '-h')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(new RegExp(`Usage: git holdfast ${command}`))
    expect(stdout).toContain('Examples:\n  git holdfast')
  })

  it('lists the commands for no arguments, -h and help', () => {
    const texts = [[], ['-h'], ['help']].map((args) => alice.holdfast(...args).stdout)
    expect(texts[0]).toContain('lock')
    expect(new Set(texts).size).toBe(1)
  })

  it('prints the version of the package', () => {
    const { version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'))
    expect(alice.holdfast('--version').stdout.trim()).toBe(version)
  })

  it.each(['bash', 'zsh'])('completion for %s is a script that the shell can read', (shell) => {
    const script = alice.holdfast('completion', shell).stdout
    expect(script).toContain('transfer')
    if (shell === 'bash') {
      const answer = alice.run('bash', [
        '-c',
        `${script}\nCOMP_WORDS=(git-holdfast tr) COMP_CWORD=1; _git_holdfast_own; echo "\${COMPREPLY[@]}"`,
      ])
      expect(answer.stdout.trim()).toBe('transfer')
    }
  })
})
