import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claudeEdit, claudeEvent, claudeShell, createHookedFleet, type HookedFleet } from '../../support/agent-host.js'

let fleet: HookedFleet
beforeAll(() => {
  fleet = createHookedFleet()
  const alice = fleet.as('alice')
  alice.write('src/a.ts', 'text\n')
  symlinkSync('src/a.ts', join(fleet.top, 'link.ts'))
  symlinkSync('../loose.txt', join(fleet.top, 'src', 'out.ts'))
  alice.git('add', '.')
  alice.git('commit', '--quiet', '-m', 'a')
  alice.git('worktree', 'add', '--quiet', join(fleet.folder, 'linked'))
  symlinkSync(join(fleet.top, 'src'), join(fleet.folder, 'alias'))
  mkdirSync(join(fleet.folder, 'plain'))
  alice.holdfast('lock', 'src', 'gen/**/*.ts', '[id].tsx')
})
afterAll(() => fleet.remove())

function isDenied(event: object, cwd?: string): boolean {
  const { stdout, exitCode } = fleet.hook(event, cwd === undefined ? {} : { cwd })
  expect(exitCode).toBe(0)
  return stdout !== ''
}

describe('an edit is judged by where its path lies', () => {
  it.each([
    ['absolute', '{{folder}}/repo/src/a.ts', '{{folder}}/plain'],
    ['relative to the folder of the event', 'a.ts', '{{folder}}/repo/src'],
    ['through ..', '../repo/docs/../src/a.ts', '{{folder}}/plain'],
    ['through a linked folder', '{{folder}}/alias/a.ts', '{{folder}}/plain'],
    ['through a link in the work tree', 'link.ts', '{{folder}}/repo'],
    ['of a link that itself is locked', 'src/out.ts', '{{folder}}/repo'],
    ['of a file that is not there yet', 'src/new/deep/file.ts', '{{folder}}/repo'],
    ['of a file that a glob covers', 'gen/x/y.ts', '{{folder}}/repo'],
    ['of a file with brackets', '[id].tsx', '{{folder}}/repo'],
    ['in a linked worktree', 'src/a.ts', '{{folder}}/linked'],
    ['in a linked worktree, from elsewhere', '{{folder}}/linked/src/a.ts', '{{folder}}/repo'],
  ])('%s', (_what, path, cwd) => {
    const inPlace = (text: string): string => text.replace('{{folder}}', fleet.folder)
    expect(isDenied(claudeEdit(inPlace(path), inPlace(cwd)), fleet.folder)).toBe(true)
  })

  it.each([
    ['outside of any repository', '{{folder}}/plain/src/a.ts'],
    ['free', '{{folder}}/repo/srcs/a.ts'],
    ['in the git folder', '{{folder}}/repo/.git/src/a.ts'],
    ['in the remote', '{{folder}}/remote.git/src/a.ts'],
    ['no path', ''],
    ['with a NUL', '{{folder}}/repo/src/a\0.ts'],
    ['longer than any path', `src/${'x'.repeat(10_000)}`],
    ['beneath a file', '{{folder}}/repo/README.md/src/a.ts'],
  ])('passes: %s', (_what, path) => {
    expect(isDenied(claudeEdit(path.replace('{{folder}}', fleet.folder), fleet.top))).toBe(false)
  })

  it('says where to type the commands when the agent stands elsewhere', () => {
    const { stdout } = fleet.hook(claudeEdit(join(fleet.top, 'src/a.ts'), join(fleet.folder, 'plain')))
    expect(stdout).toContain(`Type them in ${fleet.top}`)
  })

  it('falls back on the folder of the process', () => {
    const { stdout } = fleet.hook({ ...claudeEdit('src/a.ts', ''), cwd: undefined }, { cwd: fleet.top })
    expect(stdout).toContain('locked by alice')
  })
})

describe('the holder', () => {
  it('edits its own files', () => {
    const alice = { HOLDFAST_AGENT: 'alice' }
    expect(fleet.hook(claudeEdit('src/a.ts', fleet.top), { env: alice }).stdout).toBe('')
  })
})

describe('a shell command is denied', () => {
  it('where a folder is named in which something is locked', () => {
    fleet.as('alice').holdfast('lock', 'deep/in/here.ts')
    mkdirSync(join(fleet.top, 'deep/in'), { recursive: true })
    expect(isDenied(claudeShell('rm -rf deep', fleet.top))).toBe(true)
    expect(isDenied(claudeShell('rm -rf deeper', fleet.top))).toBe(false)
  })

  it('where git would take a locked file along, and only then', () => {
    const sweeps = ['git add -A', 'git commit -am x', 'git stash', 'git reset --hard', 'git checkout .']
    for (const command of sweeps) expect(isDenied(claudeShell(command, fleet.top))).toBe(false)
    writeFileSync(join(fleet.top, 'src/a.ts'), 'changed by alice\n')
    for (const command of sweeps) expect(isDenied(claudeShell(command, fleet.top))).toBe(true)
    expect(isDenied(claudeShell('git commit -m x', fleet.top))).toBe(false)
    expect(isDenied(claudeShell('HOLDFAST_BYPASS=told git commit -am x', fleet.top))).toBe(false)
    fleet.as('alice').git('add', 'src/a.ts')
    expect(isDenied(claudeShell('git commit -m x', fleet.top))).toBe(true)
    expect(isDenied(claudeShell(`cd / && git -C ${fleet.top} commit -m x`, fleet.folder))).toBe(true)
    fleet.as('alice').git('reset', '--quiet', '--hard')
  })
})

describe('what stands in nobody’s way', () => {
  const silence = { exitCode: 0, stdout: '', stderr: '' }
  it.each([
    ['nothing', ''],
    ['no JSON', 'not json'],
    ['a list', '[1,2]'],
    ['null', 'null'],
    ['no event', '{}'],
    ['half an event', '{"hook_event_name":"PreToolUse"'],
    ['a tool without arguments', '{"hook_event_name":"PreToolUse","tool_name":"Edit"}'],
    ['wrong types', '{"hook_event_name":["PreToolUse"],"tool_name":{},"tool_input":7,"cwd":9}'],
    [
      'a name that every object has',
      '{"hook_event_name":"constructor","tool_name":"Edit","tool_input":{"file_path":"src/a.ts"}}',
    ],
    ['binary', '\u0000\u0001\u0002'],
  ])('%s', (_what, input) => {
    expect(fleet.hook(input, { asProcess: true })).toEqual(silence)
  })

  it('a folder that is not there', () => {
    expect(fleet.hook(claudeEdit('src/a.ts', join(fleet.folder, 'gone')))).toEqual(silence)
  })

  it('a repository in which nobody has ever locked anything', () => {
    const fresh = join(fleet.folder, 'fresh')
    fleet.as(null).git('init', '--quiet', fresh)
    expect(fleet.hook(claudeEdit('src/a.ts', fresh))).toEqual(silence)
    expect(fleet.hook(claudeEvent('SessionStart', fresh, { source: 'startup' }))).toEqual(silence)
  })

  // Most programs take 2, the exit code of a usage error, for a refusal: every tool of the agent would be refused.
  it.each([
    ['behind the command', ['agent-hook', '--host', 'netscape', '--event', '--', 'x']],
    ['of other commands', ['agent-hook', '--json', '--agent', 'a b', '--cwd', '/gone']],
    ['without their value', ['agent-hook', '--format=', '--host']],
    ['before the command', ['--quiet', 'agent-hook']],
    ['of git, before the command', ['-C', '.', 'agent-hook']],
  ])('options that it does not know, %s', (_where, args) => {
    const input = JSON.stringify(claudeEvent('Stop', fleet.top, { stop_hook_active: false }))
    expect(fleet.as(null).run('git-holdfast', args, { input })).toEqual(silence)
  })

  it('an option that it does not know beside an edit, which is judged all the same', () => {
    const unknown = { args: ['--strict', 'yes'] }
    expect(fleet.answer(claudeEdit('src/a.ts', fleet.top), unknown)).toEqual(
      fleet.answer(claudeEdit('src/a.ts', fleet.top)),
    )
    expect(fleet.hook(claudeEdit('loose.txt', fleet.top), unknown)).toEqual(silence)
  })

  it.each([[['-h']], [['--unknown', '--help']], [['--event', '-h', '--unknown']]])('a wish for help: %j', (args) => {
    const { exitCode, stdout, stderr } = fleet.hook('', { args, asProcess: true })
    expect([exitCode, stdout, stderr]).toEqual([0, expect.stringContaining('Usage: git holdfast agent-hook'), ''])
  })

  it('an event of several megabytes', () => {
    const event = claudeEdit('src/a.ts', fleet.top, {
      tool_name: 'Write',
      tool_input: { file_path: 'src/a.ts', content: 'x'.repeat(8 << 20) },
    })
    expect(fleet.hook(event, { asProcess: true }).stdout).toContain('"permissionDecision":"deny"')
  })
})

describe('what cannot be checked', () => {
  it('passes, and is denied where the policy says block', () => {
    const damaged = join(fleet.home, 'locks', `${'0'.repeat(16)}.agent_lock`)
    writeFileSync(damaged, 'no json')
    const event = claudeEdit('docs/free.md', fleet.top)
    expect(fleet.hook(event)).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    fleet.as(null).git('config', 'holdfast.agentHookOnError', 'block')
    const { stdout, exitCode } = fleet.hook(event)
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } })
    expect(stdout).toContain('could not be checked')
    fleet.as(null).git('config', '--unset', 'holdfast.agentHookOnError')
  })
})
