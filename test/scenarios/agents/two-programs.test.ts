import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { claudeEdit, claudeEvent, createHookedFleet, type HookedFleet } from '../../support/agent-host.js'

/** Two agents of two programs in one repository, as their programs' hooks and shells see them. */
const CLAUDE = { CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: '3f9c2e10-77aa-4b1d-9e55-0a1b2c3d1f3a' }
const GEMINI_HOOK = { GEMINI_SESSION_ID: '0b7e-9e9e' }
/** Gemini CLI tells its shells that they are its own, and not of which session. */
const GEMINI_SHELL = { GEMINI_CLI: '1' }

let fleet: HookedFleet
beforeAll(() => {
  fleet = createHookedFleet()
  expect(fleet.as(null).holdfast('init').exitCode).toBe(0)
  fleet.as(null).git('config', 'holdfast.autoLock', 'edit')
})
afterAll(() => fleet.remove())

function gemini(name: string, more: object = {}): object {
  const timestamp = '2026-11-20T10:00:00.000Z'
  return { session_id: '0b7e-9e9e', transcript_path: '/t', cwd: fleet.top, hook_event_name: name, timestamp, ...more }
}

function geminiEdit(): object {
  return gemini('BeforeTool', { tool_name: 'replace', tool_input: { file_path: join(fleet.top, 'src/a.ts') } })
}

function inShell(env: Record<string, string>, program: string, ...args: readonly string[]) {
  return fleet.as(null).run(program, args, { env })
}

describe('two agents of two programs', () => {
  it('start their sessions', () => {
    const started = fleet.hook(claudeEvent('SessionStart', fleet.top, { source: 'startup' }), { env: CLAUDE })
    expect(started).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect(fleet.hook(gemini('SessionStart', { source: 'startup' }), { env: GEMINI_HOOK }).stdout).toBe('')
  })

  it('are who their shells say, by the same names', () => {
    const whoami = (env: Record<string, string>) => JSON.parse(inShell(env, 'git-holdfast', 'whoami', '--json').stdout)
    expect(whoami(CLAUDE)).toMatchObject({ agent: 'claude-1f3a', rule: 'agent-program' })
    expect(whoami(GEMINI_SHELL)).toMatchObject({ agent: 'gemini-9e9e', rule: 'agent-session', session: '0b7e-9e9e' })
  })

  it('lock by editing', () => {
    expect(fleet.hook(claudeEdit('src/a.ts', fleet.top), { env: CLAUDE }).stdout).toBe('')
    const [lock, ...rest] = fleet.as(null).json('locks').locks
    expect(rest).toEqual([])
    expect(lock).toMatchObject({ agent: 'claude-1f3a', resource: 'src/a.ts', action: 'WRITE' })
    expect(lock.description).toMatch(/^automatic: edited by claude in session /)
    expect(Date.parse(lock.expiresAt) - Date.parse(lock.createdAt)).toBe(15 * 60_000)
  })

  it('are kept from each other’s files in their own words', () => {
    const { decision, reason } = fleet.answer(geminiEdit(), { env: GEMINI_HOOK })
    expect(decision).toBe('deny')
    expect(reason).toContain('locked by claude-1f3a: WRITE on "src/a.ts", "automatic: edited by claude')
  })

  it('get each other’s mail at the next boundary, once', () => {
    const send = ['send', 'gemini-9e9e', '--type', 'REQUEST', 'done with src/a.ts in a minute']
    expect(inShell(CLAUDE, 'git-holdfast', ...send).exitCode).toBe(0)
    const tool = fleet.hook(gemini('AfterTool', { tool_name: 'read_file', tool_input: {} }), { env: GEMINI_HOOK })
    expect(tool.stdout).toBe('')
    const { hookSpecificOutput } = fleet.answer(gemini('BeforeAgent', { prompt: 'go on' }), { env: GEMINI_HOOK })
    expect(hookSpecificOutput.hookEventName).toBe('BeforeAgent')
    expect(hookSpecificOutput.additionalContext).toMatch(/REQUEST from claude-1f3a, .* ago, priority 5, id /)
    expect(hookSpecificOutput.additionalContext).toContain('> done with src/a.ts in a minute')
    expect(fleet.hook(gemini('BeforeAgent', { prompt: 'go on' }), { env: GEMINI_HOOK }).stdout).toBe('')
  })

  it('see that the other has read it', () => {
    const { messages } = JSON.parse(inShell(CLAUDE, 'git-holdfast', 'inbox', '--sent', '--json').stdout)
    expect(messages).toMatchObject([{ to: 'gemini-9e9e', acknowledgedAt: null }])
    expect(Date.parse(messages[0].seenAt)).toBeGreaterThan(0)
  })

  it('commit what they have locked, by the names of their hooks', () => {
    fleet.as(null).write('src/a.ts', 'by claude\n')
    fleet.as(null).git('add', 'src/a.ts')
    const refused = inShell(GEMINI_SHELL, 'git', 'commit', '-m', 'not mine')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('locked by claude-1f3a')
    expect(inShell(CLAUDE, 'git', 'commit', '--quiet', '-m', 'mine').exitCode).toBe(0)
  })

  it('free their files with the end of their session', () => {
    fleet.hook(claudeEvent('SessionEnd', fleet.top, { reason: 'other' }), { env: CLAUDE })
    expect(fleet.as(null).json('locks').locks).toEqual([])
    expect(fleet.hook(geminiEdit(), { env: GEMINI_HOOK }).stdout).toBe('')
    expect(fleet.as(null).json('locks').locks).toMatchObject([{ agent: 'gemini-9e9e', session: '0b7e-9e9e' }])
    fleet.as(null).write('src/a.ts', 'by gemini\n')
    fleet.as(null).git('add', 'src/a.ts')
    expect(inShell(CLAUDE, 'git', 'commit', '-m', 'late').exitCode).toBe(1)
    expect(inShell(GEMINI_SHELL, 'git', 'commit', '--quiet', '-m', 'now mine').exitCode).toBe(0)
  })
})
