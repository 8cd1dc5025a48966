import { describe, expect, it } from 'vitest'
import { AGENT_PROGRAMS, type AgentProgram } from '../../../src/programs/names.js'
import { judgeTrust } from '../../../src/programs/trust.js'

const judge = (program: AgentProgram, files: Readonly<Record<string, string>>): string =>
  judgeTrust(program, { top: '/w/repo', readHome: (path) => files[path] ?? null }).kind

const codex = (...lines: readonly string[]): Record<string, string> => ({ '.codex/config.toml': lines.join('\n') })
const TRUSTED = '[projects."/w/repo"]\ntrust_level = "trusted"'
const approve = (event: string, more = ''): string =>
  `[hooks.state."/w/repo/.codex/hooks.json:${event}:0:0"]\ntrusted_hash = "sha256:1"\n${more}`
const EVENTS = ['session_start', 'user_prompt_submit', 'pre_tool_use', 'stop', 'session_end']

describe('what Codex trusts', () => {
  it('is unknown where it has no configuration, or a broken one', () => {
    expect(judge('codex', {})).toBe('unknown')
    expect(judge('codex', codex('= ='))).toBe('unknown')
  })

  it('is nothing in a project that is not trusted', () => {
    expect(judge('codex', codex(...EVENTS.map((event) => approve(event))))).toBe('untrusted')
    expect(judge('codex', codex('[projects."/w/other"]\ntrust_level = "trusted"'))).toBe('untrusted')
  })

  it('is every hook that somebody approved, and not one that is switched off', () => {
    expect(judge('codex', codex(TRUSTED))).toBe('untrusted')
    expect(judge('codex', codex(TRUSTED, ...EVENTS.slice(1).map((event) => approve(event))))).toBe('untrusted')
    expect(judge('codex', codex(TRUSTED, ...EVENTS.map((event) => approve(event))))).toBe('trusted')
    const off = EVENTS.map((event) => approve(event, event === 'stop' ? 'enabled = false' : ''))
    expect(judge('codex', codex(TRUSTED, ...off))).toBe('untrusted')
  })
})

describe('what Gemini trusts', () => {
  const gemini = (rules: unknown): string => judge('gemini', { '.gemini/trustedFolders.json': JSON.stringify(rules) })

  it.each([
    [{}, 'unknown'],
    [[], 'unknown'],
    ['x', 'unknown'],
    [{ '/w/repo': 'TRUST_FOLDER' }, 'trusted'],
    [{ '/w': 'TRUST_FOLDER' }, 'trusted'],
    [{ '/w/sibling': 'TRUST_PARENT' }, 'trusted'],
    [{ '/w/rep': 'TRUST_FOLDER' }, 'unknown'],
    [{ '/w/repo': 'DO_NOT_TRUST', '/w': 'TRUST_FOLDER' }, 'untrusted'],
  ])('is told by the longest rule: %j', (rules, kind) => {
    expect(gemini(rules)).toBe(kind)
  })
})

describe('what the others trust', () => {
  it('is not looked up, since it is kept beside accounts', () => {
    const opened: string[] = []
    for (const program of AGENT_PROGRAMS.filter((each) => each !== 'codex' && each !== 'gemini'))
      judgeTrust(program, { top: '/w', readHome: (path) => (opened.push(path), null) })
    expect(opened).toEqual([])
  })
})
