import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AGENT_PROGRAMS, type AgentProgram } from '../../../src/programs/names.js'
import { wireProgramFile } from '../../../src/programs/edit-settings.js'
import { PROGRAM_SETTINGS } from '../../../src/programs/all-settings.js'
import { hookLine, mcpWords } from '../../../src/programs/launch-line.js'

let folder: string
let worktree: string
/** The stand-in for git-holdfast says how it was started, and ends with 2. */
const RECORDER = `#!/bin/sh
printf '%s|' "$(basename "$(dirname "$0")")" "$*" "$(pwd)" "\${GIT_DIR-none}" "$(cat)"
exit 2
`

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-launch-')))
  const main = join(folder, 'main')
  worktree = join(folder, 'linked')
  run('git', ['init', '-q', main], folder)
  run('git', ['commit', '-q', '--allow-empty', '-m', 'x'], main)
  run('git', ['worktree', 'add', '-q', worktree], main)
  mkdirSync(join(worktree, 'src'))
  install(join(folder, 'bin'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function install(where: string): void {
  mkdirSync(where, { recursive: true })
  writeFileSync(join(where, 'git-holdfast'), RECORDER)
  chmodSync(join(where, 'git-holdfast'), 0o755)
}

function run(
  program: string,
  args: readonly string[],
  cwd: string,
  isInstalled = false,
): { code: number; out: string } {
  const path = `${isInstalled ? `${join(folder, 'bin')}${delimiter}` : ''}${process.env['PATH'] ?? ''}`
  const ended = spawnSync(program, args, {
    cwd,
    env: { ...process.env, PATH: path },
    input: '{"a":1}',
    encoding: 'utf8',
  })
  return { code: ended.status ?? 128, out: ended.stdout + ended.stderr }
}

const shell = (line: string, isInstalled: boolean): { code: number; out: string } =>
  run('sh', ['-c', line], join(worktree, 'src'), isInstalled)

/** The lines that a program gives to its shell, as they stand in its files. */
function linesOf(program: AgentProgram): readonly string[] {
  const texts = PROGRAM_SETTINGS[program].files
    .filter(({ kind }) => kind === 'json')
    .map((file) => wireProgramFile(file, '', null))
  const found = texts.flatMap((text) => [...text.matchAll(/"(?:command|bash)": ("git -c .*")/g)])
  return found.map(([, line = '""']) => String(JSON.parse(line)))
}

const SHELL_PROGRAMS = AGENT_PROGRAMS.filter((program) => linesOf(program).length > 0)

describe('the line in the settings of a program', () => {
  it.each(SHELL_PROGRAMS)(
    'starts us for %s: at the top, for any repository, with the event and our exit code',
    (program) => {
      for (const line of linesOf(program)) {
        const { code, out } = shell(line, true)
        const [where, args = '', cwd, gitDir, input] = out.split('|')
        expect([where, cwd, gitDir, input]).toEqual(['bin', worktree, 'none', '{"a":1}'])
        expect(args).toMatch(/^agent-hook( --host [a-z]+)?( --event \w+)?$/)
        // Before a tool Copilot takes any other code for a refusal.
        expect(code).toBe(program === 'copilot' || program === 'vscode' ? 0 : 2)
      }
    },
  )

  it.each(SHELL_PROGRAMS)('is silent and ends with 0 for %s where git-holdfast is not installed', (program) => {
    for (const line of linesOf(program)) expect(shell(line, false)).toEqual({ code: 0, out: '' })
  })

  it('takes what the project installed, and the one on the PATH before it, which no branch can replace', () => {
    install(join(worktree, 'node_modules/.bin'))
    const found = [false, true].map((isInstalled) => shell(hookLine('claude'), isInstalled).out.split('|')[0])
    rmSync(join(worktree, 'node_modules'), { recursive: true })
    expect(found).toEqual(['.bin', 'bin'])
  })

  it('does not run what a commit brought', () => {
    const local = 'node_modules/.bin'
    install(join(worktree, local))
    run('git', ['add', '--force', local], worktree)
    const { code, out } = shell(hookLine('claude'), false)
    run('git', ['rm', '--quiet', '-r', '--force', local], worktree)
    expect({ code, out }).toEqual({ code: 0, out: '' })
  })

  it('works outside of a repository as well', () => {
    const { out } = run('sh', ['-c', hookLine('codex')], folder, true)
    expect(out).toContain(`|agent-hook --host codex|${folder}|none|`)
  })

  it('has nothing in its quotes that sh, cmd or PowerShell would read otherwise', () => {
    for (const program of AGENT_PROGRAMS) expect(hookLine(program)).toMatch(/^git -c "[^"'$%`^\\{}]*" holdfast-hook$/)
    for (const word of mcpWords()) expect(word).toMatch(/^[^"'$%`^\\{}]*$/)
  })
})

describe('the server in the settings of a program', () => {
  it('is started without a shell, and only where it is installed', () => {
    const [program = '', ...args] = mcpWords()
    expect(run(program, args, worktree, true).out).toContain('|mcp|')
    expect(run(program, args, worktree, false)).toEqual({ code: 0, out: '' })
  })
})

describe('the script for Antigravity', () => {
  const script = PROGRAM_SETTINGS.antigravity.files.find(({ kind }) => kind === 'own')!

  beforeAll(() => {
    const path = join(worktree, script.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, wireProgramFile(script, '', null), { mode: 0o755 })
  })

  it('is a path to run, that hands the event over and shows the answer', () => {
    const { code, out } = run(join(worktree, script.path), [], worktree, true)
    expect([code, out.split('|').slice(0, 2)]).toEqual([0, ['bin', 'agent-hook --host antigravity --event PreToolUse']])
    expect(out).toContain('|none|{"a":1}|')
  })

  it('allows where nobody answers, since silence refuses', () => {
    expect(run(join(worktree, script.path), [], worktree, false)).toEqual({ code: 0, out: '{"decision":"allow"}\n' })
  })
})
