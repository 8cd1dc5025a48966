import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openHoldfast } from '../../../src/app/library/holdfast.js'
import type { Ended, Fleet } from '../../support/fleet.js'
import { createHookRig, type HookRig, type Variables } from '../../support/hook-rig.js'
import { makePipe } from '../../support/make-pipe.js'

let rig: HookRig
let fleet: Fleet
let locks: string

beforeAll(() => {
  rig = createHookRig()
  fleet = rig.fleet
  locks = rig.locks
})
afterAll(() => fleet.remove())
afterEach(() => {
  rig.clear()
  for (const name of ['comm', 'log.jsonl']) rmSync(join(fleet.home, name), { recursive: true, force: true })
})

function hook(env: Variables = {}): Ended {
  const ended = fleet.as('bob').run('git', ['hook', 'run', 'pre-commit'], { env })
  expect(ended.stdout).toBe('')
  return ended
}

/** Things of which none is a file, or the file that belongs there. */
const ODD_THINGS: readonly (readonly [string, (path: string) => void])[] = [
  ['a pipe', makePipe],
  ['a socket', makeSocket],
  ['a folder', (path) => mkdirSync(path)],
  ['a dangling link', (path) => symlinkSync('nowhere', path)],
  ['a link to /dev/zero', (path) => symlinkSync('/dev/zero', path)],
  ['an empty file', (path) => writeFileSync(path, '')],
  ['bytes', (path) => writeFileSync(path, Buffer.from([0, 255, 10, 254]))],
  ['"null"', (path) => writeFileSync(path, 'null')],
  ['"[]"', (path) => writeFileSync(path, '[]')],
]

describe.each(ODD_THINGS)('%s', (what, put) => {
  const places: readonly (readonly [string, () => string])[] = [
    ['the newest generation', () => rig.newestGeneration()],
    ['the folder of the generations', () => dirname(rig.newestGeneration())],
    ['the folder of the store', () => join(locks, '.holdfast')],
    ['the record of another program', () => join(locks, 'abcdefabcdefabcd.agent_lock')],
  ]
  // A folder in the place of a folder is a store without tables, and the records of its locks are still there.
  const isOdd = ([place]: readonly [string, unknown]): boolean => what !== 'a folder' || !place.startsWith('the folder')

  it.each(places.filter(isOdd))(
    'in the place of %s refuses, also where the policy is to warn',
    async (_place, find) => {
      await rig.lock('alice', 'docs')
      const path = find()
      rmSync(path, { recursive: true, force: true })
      put(path)
      for (const env of [{}, { HOLDFAST_ON_ERROR: 'warn' }]) {
        const refused = hook(env)
        expect(refused.exitCode, refused.stderr).toBe(1)
        expect(refused.stderr).toContain(locks)
        expect(refused.stderr).toContain('refused')
      }
    },
  )

  it('in the place of the mail or the log changes no verdict', async () => {
    await rig.lock('alice')
    for (const name of ['comm', 'log.jsonl']) {
      rmSync(join(fleet.home, name), { recursive: true, force: true })
      put(join(fleet.home, name))
    }
    const refused = hook()
    expect(refused.stderr).toContain('locked by alice')
    expect(refused.exitCode).toBe(1)
  })

  it('in the mailbox changes no verdict', async () => {
    await rig.lock('alice')
    await (await openHoldfast({ cwd: fleet.top, agent: 'bob' })).send('alice', { text: 'hello' })
    put(join(fleet.home, 'comm/To_Alice/1_20260101_000000_bob_ALERT_x.json'))
    rmSync(join(fleet.home, 'comm/To_Carol'), { recursive: true, force: true })
    put(join(fleet.home, 'comm/To_Carol'))
    expect(hook()).toMatchObject({ exitCode: 1 })
  })
})

describe('a table of locks', () => {
  it('of a newer version refuses, also where the policy is to warn, and says what to install', async () => {
    await rig.lock('alice', 'docs')
    const path = rig.newestGeneration()
    chmodSync(path, 0o644)
    writeFileSync(path, '{"holders":["alice"],\n"schemaVersion":"2.0","locks":{}}\n')
    const refused = hook({ HOLDFAST_ON_ERROR: 'warn' })
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('newer than this program')
  })

  it('that cannot be read lets one through by bypass, and says so', async () => {
    await rig.lock('alice')
    chmodSync(rig.newestGeneration(), 0o644)
    writeFileSync(rig.newestGeneration(), '')
    const passed = hook({ HOLDFAST_BYPASS: 'known to be broken' })
    expect(passed.exitCode).toBe(0)
    expect(passed.stderr).toContain('let through unchecked ("known to be broken")')
  })

  it('is found where the folder of locks, or of all of Holdfast, is a link', async () => {
    await rig.lock('alice')
    for (const path of [locks, fleet.home]) {
      const moved = join(fleet.folder, 'moved')
      renameSync(path, moved)
      symlinkSync(moved, path)
      const refused = hook()
      rmSync(path)
      renameSync(moved, path)
      expect(refused.exitCode).toBe(1)
      expect(refused.stderr).toContain('locked by alice')
    }
  })

  it('is seen by an agent who is nobody', async () => {
    await rig.lock('alice')
    const refused = fleet
      .as(null)
      .run('git', ['hook', 'run', 'pre-commit'], { env: { GIT_CONFIG_GLOBAL: '/dev/null' } })
    expect(refused.stderr).toContain('locked by alice')
    expect(refused.exitCode).toBe(1)
  })
})

/** Permissions bind nobody who is root: then another account asks. */
const asOrdinary =
  process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] : ['env']
const canBeOrdinary =
  process.getuid !== undefined && spawnSync(asOrdinary[0] ?? '', [...asOrdinary.slice(1), 'true']).status === 0

describe.runIf(canBeOrdinary)('a store that may be read and not written', () => {
  it('refuses, and says that nobody could be told', async () => {
    await rig.lock('alice')
    writeFileSync(join(fleet.home, 'hooks/node'), `${process.execPath}\n`)
    expect(fleet.as(null).run('chmod', ['-R', 'a-w', fleet.home]).exitCode).toBe(0)
    const env = { HOLDFAST_AGENT: 'bob', HOME: fleet.folder, GIT_CONFIG_GLOBAL: join(fleet.folder, 'trusting') }
    writeFileSync(env.GIT_CONFIG_GLOBAL, `[safe]\n\tdirectory = *\n`)
    chmodSync(fleet.folder, 0o755)
    const [program = '', ...args] = asOrdinary
    const refused = fleet.as('bob').run(program, [...args, 'sh', '.git/hooks/pre-commit'], { env })
    fleet.as(null).run('chmod', ['-R', 'u+w', fleet.home])
    expect(refused.stderr).toContain('locked by alice')
    expect(refused.stderr).toContain('no ALERT could be sent')
    expect(refused.exitCode).toBe(1)
  })
})

describe('time', () => {
  const HOUR_MS = 3_600_000

  function writeTimes(createdInMs: number, expiresInMs: number, render: (time: number) => string): void {
    const now = Date.now()
    const times = { createdTimestamp: render(now + createdInMs), expiryTimestamp: render(now + expiresInMs) }
    rig.writeAgentLock('alice', (record) => ({ ...record, ...times }))
  }

  const utc = (time: number): string => new Date(time).toISOString()
  const withoutZone = (time: number): string => utc(time).replace(/\.\d+Z$/, '')
  const inKolkata = (time: number): string => utc(time + 5.5 * HOUR_MS).replace('Z', '+05:30')

  it.each([
    ['UTC', utc],
    ['UTC without saying so', withoutZone],
    ['a zone of its own', inKolkata],
  ])('of a record in %s is the same everywhere', (_name, render) => {
    for (const TZ of ['UTC', 'America/St_Johns', 'Asia/Kolkata', 'Pacific/Apia', 'nonsense']) {
      writeTimes(-HOUR_MS, 10_000, render)
      expect(hook({ TZ }).exitCode, TZ).toBe(1)
      writeTimes(-HOUR_MS, -1_000, render)
      expect(hook({ TZ }).exitCode, TZ).toBe(0)
    }
  })

  it('of a clock an hour ahead or behind keeps a lock until its expiry, and no longer', () => {
    writeTimes(HOUR_MS, 2 * HOUR_MS, utc)
    expect(hook().exitCode).toBe(1)
    writeTimes(-3 * HOUR_MS, -HOUR_MS, utc)
    expect(hook().exitCode).toBe(0)
    writeTimes(-HOUR_MS, 30_000, utc)
    expect(hook().exitCode).toBe(1)
  })

  it('that is none refuses', () => {
    for (const odd of ['soon', '2026-13-45T99:99:99Z', '', '1e999']) {
      rig.writeAgentLock('alice', (record) => ({ ...record, expiryTimestamp: odd }))
      expect(hook({ HOLDFAST_ON_ERROR: 'warn' }).exitCode, odd).toBe(1)
    }
  })
})

/** A socket whose process is gone. */
function makeSocket(path: string): void {
  const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', code])
}
