import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claudeEdit, claudeEvent, createHookedFleet, type HookedFleet } from '../../support/agent-host.js'
import { MAIN } from '../../support/project.js'

let fleet: HookedFleet
beforeEach(() => {
  fleet = createHookedFleet()
  fleet.as('claude-1f3a').holdfast('lock', 'mine')
})
afterEach(() => fleet.remove())

function configure(autoLock: string): void {
  fleet.as(null).git('config', 'holdfast.autoLock', autoLock)
}

function resources(): readonly string[] {
  const { locks } = fleet.as(null).json('locks')
  return (locks as { resource: string }[]).map(({ resource }) => resource).sort()
}

/** As if so much time had passed since the session was last seen. */
function ageSession(ms: number): void {
  const folder = join(fleet.home, 'sessions')
  const [name = ''] = readdirSync(folder)
  const record = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { seenAt: number }
  writeFileSync(join(folder, name), JSON.stringify({ ...record, seenAt: record.seenAt - ms }))
}

describe('autoLock', () => {
  it('is off where nobody has asked for it', () => {
    expect(fleet.hook(claudeEdit('a.ts', fleet.top)).stdout).toBe('')
    expect(resources()).toEqual(['mine'])
  })

  it('locks what is edited, once, and nothing that is held already', () => {
    configure('edit')
    for (const path of ['a.ts', 'a.ts', 'mine/b.ts', 'app/[id]/*.tsx']) fleet.hook(claudeEdit(path, fleet.top))
    expect(resources()).toEqual(['a.ts', 'app/[id]/*.tsx', 'mine'])
  })

  it('says which agent of a session has made the edit', () => {
    configure('edit')
    fleet.hook(claudeEdit('a.ts', fleet.top, { agent_id: 'worker-7', agent_type: 'general-purpose' }))
    const { locks } = fleet.as(null).json('locks', 'a.ts')
    expect(locks).toMatchObject([{ agent: 'claude-1f3a', description: expect.stringMatching(/, subagent worker-7$/) }])
  })

  it('leaves shell commands and reading alone', () => {
    configure('edit')
    const tool = { tool_name: 'Bash', tool_input: { command: 'rm a.ts' } }
    fleet.hook(claudeEdit('a.ts', fleet.top, tool))
    fleet.hook(claudeEdit('a.ts', fleet.top, { tool_name: 'Read' }))
    expect(resources()).toEqual(['mine'])
  })

  it('stops at a hundred locks, and says so', () => {
    configure('edit')
    const many = Array.from({ length: 99 }, (_, index) => `many/${index}`)
    fleet.as('claude-1f3a').holdfast('lock', ...many)
    const { hookSpecificOutput } = fleet.answer(claudeEdit('a.ts', fleet.top))
    expect(hookSpecificOutput.additionalContext).toContain('you hold 100 locks already')
    expect(resources()).toHaveLength(100)
  })

  it('keeps the locks of an active session alive, and writes no more than once in five minutes', () => {
    configure('edit')
    const stop = claudeEvent('Stop', fleet.top, { stop_hook_active: false })
    fleet.hook(claudeEdit('a.ts', fleet.top))
    const generations = (): number => readdirSync(join(fleet.home, 'locks/.holdfast/gen')).length
    const expiry = (): number => Date.parse(fleet.as(null).json('locks', 'a.ts').locks[0].expiresAt as string)
    const before = { count: generations(), expiry: expiry() }
    fleet.hook(stop)
    expect({ count: generations(), expiry: expiry() }).toEqual(before)
    ageSession(6 * 60_000)
    fleet.hook(stop)
    expect(expiry()).toBeGreaterThan(before.expiry)
  })

  it('releases with the session what it has locked, and nothing else', () => {
    configure('edit')
    fleet.hook(claudeEdit('a.ts', fleet.top))
    fleet.hook(claudeEdit('b.ts', fleet.top, { session_id: 'other-77b2' }))
    fleet.hook(claudeEvent('SessionEnd', fleet.top, { reason: 'exit' }))
    expect(resources()).toEqual(['b.ts', 'mine'])
  })

  it('is no reason to deny an edit of one’s own file for which somebody waits', () => {
    configure('edit')
    fleet.hook(claudeEdit('a.ts', fleet.top))
    expect(fleet.as('bob').holdfast('lock', 'a.ts', '--wait=1s').exitCode).toBe(1)
    expect(fleet.hook(claudeEdit('a.ts', fleet.top)).stdout).toBe('')
  })
})

describe('autoLock: ask', () => {
  const answerOf = (event: object): string =>
    fleet.hook(event).stdout === '' ? 'pass' : fleet.answer(event).hookSpecificOutput.permissionDecision

  it('asks before the first edit of a file, and locks it once it was allowed', () => {
    configure('ask')
    expect(answerOf(claudeEdit('a.ts', fleet.top, { tool_use_id: 'one' }))).toBe('ask')
    expect(resources()).toEqual(['mine'])
    expect(
      fleet.hook(claudeEdit('a.ts', fleet.top, { hook_event_name: 'PostToolUse', tool_use_id: 'one' })).stdout,
    ).toBe('')
    expect(resources()).toEqual(['a.ts', 'mine'])
  })

  it('asks the same when one call starts two hooks', () => {
    configure('ask')
    const event = claudeEdit('a.ts', fleet.top, { tool_use_id: 'one' })
    expect([fleet.hook(event).stdout, fleet.hook(event).stdout].filter((text) => text.includes('"ask"'))).toHaveLength(
      2,
    )
    expect(resources()).toEqual(['mine'])
  })

  it('takes a second edit for an answer', () => {
    configure('ask')
    fleet.hook(claudeEdit('a.ts', fleet.top, { tool_use_id: 'one' }))
    expect(fleet.hook(claudeEdit('a.ts', fleet.top, { tool_use_id: 'two' })).stdout).toBe('')
    expect(resources()).toEqual(['a.ts', 'mine'])
  })

  it('lets the edit pass with a note where a program cannot ask', () => {
    configure('ask')
    const event = claudeEdit('a.ts', fleet.top, { turn_id: 't', tool_name: 'Write' })
    const { stdout, stderr, exitCode } = fleet.hook(event)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
    expect(stderr).toContain('git holdfast lock a.ts')
  })
})

describe('two edits of one file at once', () => {
  it('are one lock, and one of them is denied', async () => {
    configure('edit')
    const { spawn } = await import('node:child_process')
    const start = (session: string): Promise<string> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [MAIN, 'agent-hook'], { cwd: fleet.top })
        let text = ''
        child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
        child.on('close', () => resolve(text))
        child.stdin.end(JSON.stringify(claudeEdit('contested.ts', fleet.top, { session_id: session })))
      })
    const answers = await Promise.all(['s-aaaa', 's-bbbb', 's-cccc'].map(start))
    expect(answers.filter((text) => text === '')).toHaveLength(1)
    expect(answers.filter((text) => text.includes('"deny"'))).toHaveLength(2)
    expect(resources()).toEqual(['contested.ts', 'mine'])
  })
})
