import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openHoldfast, type Holdfast } from '../../../src/app/library/holdfast.js'
import { agentLockName } from '../../../src/records/agentlock-record.js'
import { sealTable } from '../../../src/records/lock-table-record.js'
import type { Fleet } from '../../support/fleet.js'
import { createHookRig, REFUSED, type HookRig, type Variables } from '../../support/hook-rig.js'
import { makePipe } from '../../support/make-pipe.js'
import { inProject } from '../../support/project.js'

let rig: HookRig
let fleet: Fleet
let locks: string

beforeAll(() => {
  rig = createHookRig()
  fleet = rig.fleet
  locks = rig.locks
})
afterAll(() => rig.fleet.remove())
afterEach(() => rig.clear())

/** Moves a table aside, and puts something else in its place. */
function swap(put: (path: string, aside: string) => void): (path: string) => void {
  return (path) => {
    const aside = join(fleet.folder, 'aside')
    renameSync(path, aside)
    put(path, aside)
  }
}

function api(agent: string): Promise<Holdfast> {
  return openHoldfast({ cwd: fleet.top, agent })
}

describe('the newest generation', () => {
  it.each([
    ['empty', (path: string) => writeFileSync(path, '')],
    ['torn in its first line', (path: string) => writeFileSync(path, '{"sum":"')],
    ['torn after its first line', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 74))],
    ['torn within its third line', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 110))],
    [
      'of a newer schema',
      (path: string) =>
        writeFileSync(
          path,
          sealTable('"holders":[],\n"schemaVersion":"2.0","revision":1,"token":"x","locks":[],"waiters":[]}\n'),
        ),
    ],
    ['zeros', (path: string) => writeFileSync(path, Buffer.alloc(4_096))],
    ['a folder', swap((path) => mkdirSync(path))],
    ['a pipe that nobody writes to', makePipe],
    ['a link to a table', swap((path, aside) => symlinkSync(aside, path))],
  ])('refuses where it is %s', async (_what, spoil) => {
    const bob = await api('bob')
    await bob.acquire('src')
    await bob.release('src')
    chmodSync(rig.newestGeneration(), 0o644)
    spoil(rig.newestGeneration())
    expect(rig.ask()).toEqual(REFUSED)
  })

  it('refuses where it is gone, though tables were written and swept', async () => {
    const bob = await api('bob')
    for (let turn = 0; turn < 20; turn += 1) await bob.acquire('src')
    expect(readdirSync(join(locks, '.holdfast/done')).length).toBeGreaterThan(0)
    rmSync(join(locks, '.holdfast/gen'), { recursive: true })
    expect(rig.ask()).toEqual(REFUSED)
    mkdirSync(join(locks, '.holdfast/gen'))
    expect(rig.ask()).toEqual(REFUSED)
  })

  it('is found beside files that are none', async () => {
    await rig.lock('alice')
    for (const name of ['zzz', '999', '0000000000009', '~'])
      writeFileSync(join(locks, '.holdfast/gen', name), sealTable('"holders":[],\n"schemaVersion":"1.2","locks":[],\n'))
    expect(rig.ask()).toEqual(REFUSED)
  })

  it('refuses where a folder of the store is a link', async () => {
    await rig.lock('alice')
    renameSync(join(locks, '.holdfast/gen'), join(locks, '.holdfast/moved'))
    mkdirSync(join(fleet.folder, 'no tables'), { recursive: true })
    symlinkSync(join(fleet.folder, 'no tables'), join(locks, '.holdfast/gen'))
    rmSync(join(locks, `${agentLockName('src')}.agent_lock`))
    expect(rig.ask()).toEqual(REFUSED)
  })
})

/** Permissions bind nobody who is root: then another account asks. */
const ordinary = process.getuid?.() === 0 ? ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] : []
const canBeOrdinary =
  process.getuid !== undefined && spawnSync(ordinary[0] ?? 'true', [...ordinary.slice(1), 'true']).status === 0

describe.runIf(canBeOrdinary)('what may not be read', () => {
  it.each([
    ['the newest generation', () => rig.newestGeneration()],
    ['the folder of the generations', () => dirname(rig.newestGeneration())],
    ['the folder above it', () => join(locks, '.holdfast')],
    ['the folder of the locks', () => locks],
    ['an .agent_lock', () => rig.writeAgentLock('bob', undefined, 'f'.repeat(16))],
  ])('refuses: %s', async (_what, find) => {
    const holder = _what === 'an .agent_lock' ? 'bob' : 'alice'
    await rig.lock(holder)
    for (const name of readdirSync(locks).filter((entry) => entry.endsWith('.agent_lock'))) rmSync(join(locks, name))
    const path = find()
    chmodSync(path, 0o000)
    if (ordinary.length > 0) spawnSync('chown', ['-R', '65534:65534', fleet.folder])
    const env = { ...readable(), HOLDFAST_AGENT: 'bob' }
    const hook = fleet
      .as('bob')
      .run(
        ordinary[0] ?? 'sh',
        [...ordinary.slice(1), ...(ordinary.length > 0 ? ['sh'] : []), join(fleet.top, '.git/hooks/pre-commit')],
        { env },
      )
    if (ordinary.length > 0) spawnSync('chown', ['-R', '0:0', fleet.folder])
    chmodSync(path, 0o755)
    expect(hook.stderr).toContain('EACCES')
    expect(hook.exitCode).toBe(1)
    // State that cannot be read is never free, whatever the policy for a guard that cannot check.
    expect(hook.stderr).toContain('refused')
  })

  function readable(): Variables {
    return { HOME: fleet.folder, GIT_CONFIG_GLOBAL: '/dev/null', HOLDFAST_ON_ERROR: 'warn' }
  }
})

describe('while tables and files come and go', () => {
  /** The shell part, without the lines that run. */
  function functions(): string {
    const text = readFileSync(join(fleet.home, 'hooks/guard.sh'), 'utf8')
    return text.slice(0, text.indexOf('settings=$(git'))
  }

  /** Asks the shell part alone until 40 tables came and most of them went; counts when it saw no lock of others. */
  function countPasses(): number {
    const text = readFileSync(join(fleet.home, 'hooks/guard.sh'), 'utf8')
    const script = `holdfast=.git/holdfast common=.git hook=pre-commit
${text.slice(0, text.indexOf('holdfast_is_clear &&'))}
i=0 passed=0
until [ -e "$holdfast/locks/.holdfast/done/0-000000000003" ] || [ $i -eq 100000 ]; do
  i=$((i + 1))
  if holdfast_is_clear; then passed=$((passed + 1)); fi
done
[ $i -lt 100000 ] && echo $passed`
    const asked = fleet.as('bob').run('sh', ['-c', script])
    expect(asked.stderr).toBe('')
    expect(asked.stdout).not.toBe('')
    return Number(asked.stdout)
  }

  /** A process that takes and gives back as fast as it can, while `run` runs. */
  async function withChurn<T>(agent: string, resources: readonly string[], run: () => T): Promise<T> {
    const library = pathToFileURL(inProject('dist/index.js')).href
    const code = `
      import { openHoldfast } from ${JSON.stringify(library)}
      const me = await openHoldfast({ cwd: ${JSON.stringify(fleet.top)}, agent: ${JSON.stringify(agent)} })
      console.log('ready')
      for (;;) for (const path of ${JSON.stringify(resources)}) { await me.acquire(path); await me.release(path) }`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit')
    try {
      await once(child.stdout, 'data')
      return run()
    } finally {
      child.kill('SIGKILL')
      await ended
    }
  }

  it('a lock of another agent is seen in every table', async () => {
    await rig.lock('alice')
    expect(await withChurn('carol', ['docs', 'bench'], countPasses)).toBe(0)
  })

  it('a lock of another program is seen behind files of its own that vanish', async () => {
    rig.writeAgentLock('alice', undefined, 'f'.repeat(16))
    expect(await withChurn('bob', ['docs', 'bench', 'more'], countPasses)).toBe(0)
  })

  it('a table that comes while the one before it is read is seen', async () => {
    await rig.lock('bob')
    const [older, newer] = [rig.newestGeneration(), join(fleet.folder, 'newer')]
    writeFileSync(newer, readFileSync(older, 'utf8').replace('"bob"', '"alice"'))
    const arrives = `read() { command read "$@"; cp '${newer}' '${older.replace(/1$/, '2')}'; }`
    const script = `${functions()}\nme=bob locks='${locks}'; holdfast_table_is_clear`
    expect(fleet.as('bob').run('sh', ['-c', script]).exitCode).toBe(0)
    expect(fleet.as('bob').run('sh', ['-c', `${arrives}\n${script}`]).exitCode).toBe(1)
  })

  it('a first file that has just gone says nothing of the others', () => {
    const foreign = rig.writeAgentLock('alice')
    const gone = join(locks, `${'0'.repeat(16)}.agent_lock`)
    const script = `${functions()}\nme=bob locks='${locks}'; holdfast_files_are_clear '${gone}' '${foreign}'`
    expect(fleet.as('bob').run('sh', ['-c', script]).exitCode).toBe(1)
  })
})
