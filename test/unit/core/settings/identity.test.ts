import { describe, expect, it } from 'vitest'
import { decideIdentity, type IdentitySources } from '../../../../src/core/settings/identity.js'

const nothing: IdentitySources = {
  flag: undefined,
  environment: {},
  configuredAgent: undefined,
  userName: undefined,
  userEmail: undefined,
}

describe('identity', () => {
  const all: IdentitySources = {
    flag: 'by-flag',
    environment: { HOLDFAST_AGENT: 'by-env', CODEX_THREAD_ID: '0198-abcd' },
    configuredAgent: 'by-config',
    userName: 'Ada Lovelace',
    userEmail: 'ada@example.org',
  }

  it.each([
    [all, 'by-flag', 'flag'],
    [{ ...all, flag: undefined }, 'by-env', 'environment'],
    [{ ...all, flag: undefined, environment: { CODEX_THREAD_ID: '0198-abcd' } }, 'by-config', 'git-config'],
    [
      { ...all, flag: undefined, environment: { CODEX_THREAD_ID: '0198-ABcd' }, configuredAgent: undefined },
      'codex-abcd',
      'agent-program',
    ],
    [{ ...all, flag: undefined, environment: {}, configuredAgent: undefined }, 'ada-lovelace', 'person'],
  ] as const)('is what answers first: %#', (sources, agent, rule) => {
    expect(decideIdentity(sources)).toMatchObject({ ok: true, value: { agent, rule } })
  })

  it('tells two sessions of one program apart', () => {
    const names = ['0198c-1f3a', '0198c-77b2'].map((id) => {
      const identity = decideIdentity({ ...nothing, environment: { CLAUDE_CODE_SESSION_ID: id } })
      return identity.ok ? identity.value.agent : ''
    })
    expect(names).toEqual(['claude-1f3a', 'claude-77b2'])
  })

  it('takes the session that is said before the one of the program', () => {
    const environment = { HOLDFAST_AGENT: 'a', HOLDFAST_SESSION: 's1', CODEX_THREAD_ID: 's2' }
    expect(decideIdentity({ ...nothing, environment })).toMatchObject({ value: { session: 's1' } })
  })

  it('keeps the address of a person, by which their commits are known', () => {
    expect(decideIdentity({ ...nothing, userName: 'Ada', userEmail: 'ada@example.org' })).toMatchObject({
      value: { email: 'ada@example.org' },
    })
    expect(decideIdentity({ ...nothing, flag: 'bot', userEmail: 'ada@example.org' })).toMatchObject({
      value: { email: undefined },
    })
  })

  it('refuses a name with a separator, and says where it was read', () => {
    expect(decideIdentity({ ...nothing, environment: { HOLDFAST_AGENT: '../x' } })).toMatchObject({
      ok: false,
      problem: { code: 'name-refused', from: 'HOLDFAST_AGENT' },
    })
  })

  it('says so where nobody is named', () => {
    expect(decideIdentity(nothing)).toMatchObject({ ok: false, problem: { code: 'nobody' } })
    expect(decideIdentity({ ...nothing, userName: '李' })).toMatchObject({ ok: false })
  })
})
