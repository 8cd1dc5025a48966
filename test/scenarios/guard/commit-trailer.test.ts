import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { decideIdentity } from '../../../src/core/settings/identity.js'
import { createFleet, type Ended, type Fleet, type RunOptions, type Shell } from '../../support/fleet.js'

let fleet: Fleet
let bob: Shell
let count = 0

beforeAll(() => {
  fleet = createFleet()
  bob = fleet.as('bob')
})
afterAll(() => fleet.remove())
afterEach(() => {
  rmSync(join(fleet.top, '.holdfast.json'), { force: true })
  for (const name of [
    'commit.cleanup',
    'core.commentChar',
    'trailer.ifExists',
    'trailer.separators',
    'holdfast.trailer',
  ])
    bob.git('config', '--unset-all', name)
})

/** A commit of something new, by bob unless said otherwise. */
function commit(args: readonly string[], options: RunOptions = {}, who = bob): Ended {
  count += 1
  who.write('file', `${count}\n`)
  who.git('add', 'file')
  return who.run('git', ['commit', '--quiet', ...args], options)
}

function message(revision = 'HEAD'): string {
  return bob.git('log', '-1', '--format=%B', revision).stdout.replace(/\n+$/, '\n')
}

function agents(revision = 'HEAD'): string {
  return bob
    .git(
      '-c',
      'trailer.separators=:',
      'log',
      '-1',
      '--format=%(trailers:key=Holdfast-Agent,valueonly,separator=%x2C)',
      revision,
    )
    .stdout.trim()
}

/** An editor that puts text before what it finds. */
function editor(text: string): RunOptions {
  const path = join(fleet.folder, 'editor')
  writeFileSync(path, `#!/bin/sh\n{ printf '%s' '${text}'; cat "$1"; } > "$1.new" && mv "$1.new" "$1"\n`, {
    mode: 0o755,
  })
  return { env: { GIT_EDITOR: path } }
}

const SIGNED = 'Holdfast-Agent: bob\n'

describe('the trailer Holdfast-Agent', () => {
  it.each([
    ['a subject', 'subject', `subject\n\n${SIGNED}`],
    ['a subject that looks like a trailer', 'fix: subject', `fix: subject\n\n${SIGNED}`],
    ['a subject of several lines', 'one\nKey: two', `one\nKey: two\n\n${SIGNED}`],
    ['a text', 'subject\n\nsome text: of words\nand https://example.org', null],
    ['other trailers', 'subject\n\ntext\n\nFixes: #1\nCo-authored-by: X <x@y>', `Co-authored-by: X <x@y>\n${SIGNED}`],
    ['folded trailers', 'subject\n\nKey: one\n  two', `Key: one\n  two\n${SIGNED}`],
    ['a pick noted', 'subject\n\ntext\n\n(cherry picked from commit 1234567890)', `1234567890)\n${SIGNED}`],
    ['a list', 'subject\n\n- one\n- two: three', `- two: three\n\n${SIGNED}`],
    ['a heading that is no comment', 'subject\n\n# heading\n\ntext', `text\n\n${SIGNED}`],
    ['umlauts', 'Größe\n\nÄnderung', `Änderung\n\n${SIGNED}`],
    ['a text of 300 lines', `subject\n\n${'line\n'.repeat(300)}`, `line\n\n${SIGNED}`],
  ])('ends a message that has %s', (_what, text, end) => {
    for (const how of [
      ['-m', text],
      ['-F', '-'],
    ]) {
      expect(commit(how, { input: `${text}\n` })).toMatchObject({ exitCode: 0, stderr: '' })
      expect(message().startsWith(text.trimEnd())).toBe(true)
      expect(message().endsWith(end ?? `${text}\n\n${SIGNED}`)).toBe(true)
      expect(agents()).toBe('bob')
    }
  })

  it('is there once, however often a commit is amended, and names everybody who did', () => {
    commit(['-m', 'subject', '-m', 'text', '-s'])
    expect(message()).toMatch(/\n\nSigned-off-by: .*\nHoldfast-Agent: bob\n$/)
    commit(['--amend', '--no-edit'])
    commit(['--amend', '-m', message()])
    expect(agents()).toBe('bob')
    commit(['--amend', '--no-edit'], { env: { HOLDFAST_AGENT: 'carol' } })
    expect(agents()).toBe('bob,carol')
  })

  it('stands before the comments of an editor, whatever sign they begin with, and above the scissors', () => {
    for (const config of [
      'commit.cleanup=strip',
      'core.commentChar=;',
      'core.commentChar=auto',
      'commit.cleanup=scissors',
    ]) {
      const args = ['-c', config, 'commit', '--quiet', '--edit', '-m', 'subject', '--verbose']
      bob.write('file', `${config}\n`)
      bob.git('add', 'file')
      expect(bob.run('git', args, { env: { GIT_EDITOR: 'true' } })).toMatchObject({ exitCode: 0 })
      expect(message()).toBe(config.endsWith('auto') ? message() : `subject\n\n${SIGNED}`)
      expect(message()).not.toContain('diff --git')
    }
  })

  it('keeps an empty message empty, so that leaving the editor without a word ends the commit', () => {
    const before = bob.git('rev-parse', 'HEAD').stdout
    const template = join(fleet.folder, 'template')
    writeFileSync(template, 'Why: \n')
    for (const args of [[], ['-s'], ['-v'], ['-t', template], ['-m', ''], ['-m', '', '-e']])
      expect([args, commit(args, { env: { GIT_EDITOR: 'true' } }).exitCode]).toEqual([args, 1])
    expect(bob.git('rev-parse', 'HEAD').stdout).toBe(before)
    expect(commit([], editor('typed\n'))).toMatchObject({ exitCode: 0 })
    expect(message()).toBe('typed\n')
  })

  it('stays that of who made it where a commit is picked, and is added to one that has none', () => {
    bob.git('switch', '--quiet', '-c', 'side')
    for (const [name, agent] of [
      ['hers', 'alice'],
      ['plain', null],
    ] as const) {
      const who = fleet.as(agent)
      who.write(name, name)
      who.git('add', name)
      who.git(
        '-c',
        'core.hooksPath=/dev/null',
        'commit',
        '--quiet',
        '-m',
        agent === null ? 'x' : `x\n\nHoldfast-Agent: ${agent}`,
      )
    }
    bob.git('switch', '--quiet', 'main')
    commit(['-m', 'between'])
    expect(bob.git('cherry-pick', 'side~1', 'side')).toMatchObject({ exitCode: 0 })
    expect([agents('HEAD~1'), agents()]).toEqual(['alice', 'bob'])
    bob.git('revert', '--no-edit', 'HEAD')
    expect(agents()).toBe('bob')
    bob.git('merge', '--no-edit', 'side')
    expect(message()).toBe(`Merge branch 'side'\n\n${SIGNED}`)
  })

  it('heeds no setting that would put it elsewhere, twice, or with another sign', () => {
    bob.git('config', 'trailer.ifExists', 'add')
    bob.git('config', 'trailer.separators', '=')
    commit(['-m', 'subject\n\n- text\n\nKey: value'])
    commit(['--amend', '--no-edit'])
    expect(message()).toMatch(/\nHoldfast-Agent: bob\n$/)
    expect(agents()).toBe('bob')
  })

  it.each([
    ['the file', () => writeFileSync(join(fleet.top, '.holdfast.json'), '{ "trailer":\n "off" }')],
    ['the configuration', () => void bob.git('config', 'holdfast.trailer', 'off')],
  ])('is left out where %s says so, and the environment has the last word', (_where, configure) => {
    configure()
    expect(commit(['-m', 'x'])).toMatchObject({ exitCode: 0 })
    expect(message()).toBe('x\n')
    commit(['-m', 'x'], { env: { HOLDFAST_TRAILER: 'on' } })
    expect(agents()).toBe('bob')
  })

  it('names no person, and nobody by a name that is none', () => {
    for (const [name, env] of [
      [null, {}],
      ['not a name', {}],
      [null, { HOLDFAST_AGENT: 'x'.repeat(65) }],
    ] as const) {
      commit(['-m', 'x'], { env: { ...env, HOLDFAST_ON_ERROR: 'warn' } }, fleet.as(name))
      expect(message()).toBe('x\n')
    }
  })

  it.each([
    { CLAUDE_CODE_SESSION_ID: '0b1c-99-1F3A--' },
    { CODEX_THREAD_ID: 'x1', CLAUDE_CODE_SESSION_ID: 'abcd' },
    { GEMINI_CLI: '1', GEMINI_SESSION_ID: 'session 12' },
    { COPILOT_AGENT_SESSION_ID: 'ABCdef99' },
    { AMP_CURRENT_THREAD_ID: 'T-0123-abcd' },
    { AI_AGENT: 'goose' },
    { CLAUDECODE: '1' },
  ])('names an agent program by what it says of itself, as everywhere: %o', (env) => {
    commit(['-m', 'x'], { env }, fleet.as(null))
    const sources = { flag: undefined, configuredAgent: undefined, userName: 'x', userEmail: undefined }
    const identity = decideIdentity({ ...sources, environment: env })
    expect(agents()).toBe(identity.ok ? identity.value.agent : '')
  })

  it.each([{ AI_AGENT: 'goose' }, { CLAUDECODE: '1' }])(
    'lets CI know the holder of a lock by its commits: %o',
    (env) => {
      const program = fleet.as(null)
      expect(program.run('git-holdfast', ['lock', 'file'], { env })).toMatchObject({ exitCode: 0 })
      expect(commit(['-m', 'x'], { env }, program)).toMatchObject({ exitCode: 0 })
      const gate = ['gate', '--base', 'HEAD~1', '--head', 'HEAD']
      expect(bob.holdfast(...gate)).toMatchObject({ exitCode: 0 })
      bob.run('git', ['-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '--amend', '-m', 'of nobody'])
      expect(bob.holdfast(...gate)).toMatchObject({ exitCode: 1 })
      expect(program.run('git-holdfast', ['unlock', '--all'], { env })).toMatchObject({ exitCode: 0 })
    },
  )

  it('is added as well where the guard itself has checked the commit', () => {
    fleet.as('alice').holdfast('lock', 'src')
    commit(['-n', '-m', 'x'])
    expect(agents()).toBe('bob')
    fleet.as('alice').holdfast('unlock', '--all')
  })

  it('changes nothing in a message that it cannot read or write', () => {
    const hook = join(fleet.top, '.git/hooks/prepare-commit-msg')
    expect(bob.run('sh', [hook, 'nowhere', 'message'])).toMatchObject({ exitCode: 0, stderr: '' })
    const path = join(fleet.folder, 'message')
    for (const text of ['\0\x01binary\xff', 'no line end', 'carriage\r\n\r\nreturn: x\r\n']) {
      writeFileSync(path, text, 'latin1')
      expect(bob.run('sh', [hook, path, 'message'])).toMatchObject({ exitCode: 0, stderr: '' })
      expect(readFileSync(path, 'latin1').replace(/\0/g, '')).toContain(text.split(/[\r\0\n]/)[0])
    }
    appendFileSync(path, '')
  })
})
