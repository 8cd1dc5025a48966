import { existsSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { decideIdentity } from '../../../src/core/settings/identity.js'
import { claudeEdit, claudeEvent, createHookedFleet, type HookedFleet } from '../../support/agent-host.js'

describe('a program that says what it is, and not which session', () => {
  const identify = (environment: Record<string, string>, registered?: (program: string) => string | null) =>
    decideIdentity({
      flag: undefined,
      environment,
      configuredAgent: undefined,
      userName: 'Ada',
      userEmail: undefined,
      ...(registered === undefined ? {} : { registered }),
    })

  it.each([
    [{ AI_AGENT: 'claude-code_2-1-263_agent' }, 'claude'],
    [{ AI_AGENT: 'goose@1.2' }, 'goose'],
    [{ GEMINI_CLI: '1' }, 'gemini'],
    [{ AI_AGENT: '../../etc' }, 'ada'],
    [{ AI_AGENT: '' }, 'ada'],
  ])('is %o', (environment, agent) => {
    expect(identify(environment as Record<string, string>)).toMatchObject({ ok: true, value: { agent } })
  })

  it('has the session that its hook was told, and asks for no other program’s', () => {
    const asked: string[] = []
    const find = (program: string): string | null => {
      asked.push(program)
      return 'ses-00ba44'
    }
    expect(identify({ ANTIGRAVITY_AGENT: '1' }, find)).toMatchObject({
      value: { agent: 'antigravity-ba44', session: 'ses-00ba44', rule: 'agent-session' },
    })
    expect(asked).not.toContain('gemini')
  })
})

describe('the name that shells get', () => {
  let fleet: HookedFleet
  let file: string
  beforeEach(() => {
    fleet = createHookedFleet()
    fleet.as('alice').holdfast('lock', 'src')
    file = join(fleet.folder, 'env.sh')
  })
  afterEach(() => fleet.remove())

  const start = () =>
    fleet.hook(claudeEvent('SessionStart', fleet.top, { source: 'startup' }), { env: { CLAUDE_ENV_FILE: file } })

  it('is written into the file of the session, once', () => {
    writeFileSync(file, 'export OTHER=1\n')
    start()
    start()
    const session = '3f9c2e10-77aa-4b1d-9e55-0a1b2c3d1f3a'
    expect(readFileSync(file, 'utf8')).toBe(
      `export OTHER=1\nexport HOLDFAST_AGENT=claude-1f3a\nexport HOLDFAST_SESSION=${session}\n`,
    )
  })

  it('is written below a line whose end is missing, and through no link', () => {
    writeFileSync(file, 'export OTHER=1')
    start()
    expect(readFileSync(file, 'utf8')).toContain('export OTHER=1\nexport HOLDFAST_AGENT=claude-1f3a\n')
    renameSync(file, `${file}.elsewhere`)
    writeFileSync(`${file}.elsewhere`, '')
    symlinkSync(`${file}.elsewhere`, file)
    start()
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  it('stays that of the session, also where git is configured otherwise later', () => {
    start()
    fleet.as(null).git('config', 'holdfast.agent', 'someone-else')
    fleet.as(null).git('config', 'holdfast.autoLock', 'edit')
    fleet.hook(claudeEdit('a.ts', fleet.top))
    expect(fleet.as(null).json('locks', 'a.ts').locks).toMatchObject([{ agent: 'claude-1f3a' }])
  })

  it('is not written where git’s configuration names the agent, or the id is no word', () => {
    fleet.as(null).git('config', 'holdfast.agent', 'configured')
    start()
    fleet.as(null).git('config', '--unset', 'holdfast.agent')
    const hostile = claudeEvent('SessionStart', fleet.top, { session_id: 'x; rm -rf ~\n1f3a' })
    fleet.hook(hostile, { env: { CLAUDE_ENV_FILE: file } })
    expect(existsSync(file)).toBe(false)
  })

  it('goes to Cursor as variables', () => {
    const env = { CURSOR_VERSION: '3.20.17' }
    const event = { hook_event_name: 'sessionStart', conversation_id: 'conv-7e57', workspace_roots: [fleet.top] }
    const variables = { HOLDFAST_AGENT: 'cursor-7e57', HOLDFAST_SESSION: 'conv-7e57' }
    expect(fleet.answer(event, { env })).toEqual({ env: variables })
  })
})
