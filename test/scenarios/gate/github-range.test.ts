import { beforeAll, describe, expect, it } from 'vitest'
import { problemOf } from '../../support/problem-of.js'
import { createCiRig, type CiRig } from './ci-rig.js'

const ZERO = '0'.repeat(40)
let rig: CiRig
let base: string
let bad: string
let good: string

beforeAll(async () => {
  rig = await createCiRig()
  base = rig.work.id('origin/main')
  bad = rig.pushBranch('bad', ['src/a.ts', 'docs/a.md'])
  good = rig.pushBranch('good', ['docs/b.md'])
})

const pull = (head: string, of = base): unknown => ({
  number: 12,
  pull_request: { number: 12, base: { sha: of, ref: 'main' }, head: { sha: head, ref: 'bad' } },
})

describe('a pull request on GitHub', () => {
  it('is refused for what others have locked, and clear for what is free', async () => {
    const refused = await rig.gate(rig.server.clone(), rig.github('pull_request', pull(bad)))
    expect(refused).toMatchObject({ verdict: 'refused', what: 'pull request 12', base, head: bad, lockCount: 1 })
    expect(refused.findings.map(({ path }) => path)).toEqual(['src/a.ts'])
    expect(refused.paths).toHaveLength(2)
    expect(await rig.gate(rig.server.clone(), rig.github('pull_request', pull(good)))).toMatchObject({
      verdict: 'clear',
      storeCount: 1,
    })
  })

  it('is found in a clone of depth 1 that has checked out a test merge', async () => {
    rig.work.git('switch', '-q', '--detach', base)
    rig.work.git('merge', '-q', '--no-ff', '--no-edit', bad)
    const merge = rig.work.id()
    rig.work.git('push', '-q', 'origin', `${merge}:refs/pull/12/merge`)
    const clone = rig.server.clone('--depth=1')
    clone.git('fetch', '-q', '--depth=1', 'origin', 'refs/pull/12/merge')
    clone.git('checkout', '-q', 'FETCH_HEAD')
    const env = rig.github('pull_request', pull(bad), { GITHUB_SHA: merge })
    expect(await rig.gate(clone, env)).toMatchObject({ verdict: 'refused', base, head: bad })
  })

  it('is not charged with what it has merged of a base that went on after the event', async () => {
    const newer = rig.pushBranch('ahead', ['src/of-main.ts'])
    const head = rig.pushBranch('merged', ['docs/c.md'])
    rig.work.git('merge', '-q', '--no-edit', newer)
    rig.work.git('push', '-q', 'origin', 'merged')
    const tip = rig.work.id()
    rig.work.git('switch', '-q', '--detach', newer)
    rig.work.git('merge', '-q', '--no-ff', '--no-edit', tip)
    const merge = rig.work.id()
    rig.work.git('push', '-q', 'origin', `${merge}:refs/pull/13/merge`)
    const clone = rig.server.clone()
    clone.git('fetch', '-q', 'origin', 'refs/pull/13/merge')
    const env = rig.github('pull_request', pull(tip), { GITHUB_SHA: merge })
    expect(await rig.gate(clone, env)).toMatchObject({ verdict: 'clear', base: newer })
    expect(head).not.toBe(tip)
  })
})

describe('other events of GitHub', () => {
  it('are a merge group, by its own commits', async () => {
    const env = rig.github('merge_group', { merge_group: { base_sha: base, head_sha: bad, head_ref: 'refs/heads/q' } })
    expect(await rig.gate(rig.server.clone('--depth=1'), env)).toMatchObject({
      verdict: 'refused',
      what: 'merge group',
    })
  })

  it.each([
    ['from one commit to the next', () => ({ before: base, after: bad }), 'refused'],
    ['that is forced and drops what was refused', () => ({ before: bad, after: good, forced: true }), 'clear'],
    ['of a new branch, against the default one', () => ({ before: ZERO, after: bad, created: true }), 'refused'],
    ['after a commit that nobody has any more', () => ({ before: '1'.repeat(40), after: good }), 'clear'],
    ['that deletes', () => ({ before: bad, after: ZERO, deleted: true }), 'clear'],
  ])('are a push %s', async (_what, event, verdict) => {
    const env = rig.github('push', { ref: 'refs/heads/x', repository: { default_branch: 'main' }, ...event() })
    for (const clone of [rig.server.clone(), rig.server.clone('--depth=1')])
      expect(await rig.gate(clone, env)).toMatchObject({ verdict })
  })

  it('are the first push of the default branch, with all that it brings', async () => {
    const event = { ref: 'refs/heads/main', before: ZERO, after: bad, repository: { default_branch: 'main' } }
    const report = await rig.gate(rig.server.clone(), rig.github('push', event))
    expect(report).toMatchObject({ verdict: 'refused', base: null })
    expect(report.paths).toContain('readme')
  })

  it.each([
    ['workflow_dispatch', { inputs: {} }],
    ['schedule', {}],
  ])('such as %s name no commits, and are refused with the options to give', async (name, event) => {
    const problem = await problemOf(() => rig.gate(rig.work, rig.github(name, event)))
    expect(problem).toMatchObject({ code: 'range-unknown', event: name })
  })

  it('may name the range by options all the same', async () => {
    const env = rig.github('workflow_dispatch', {})
    expect(await rig.gate(rig.server.clone(), env, { base: 'origin/main', head: bad })).toMatchObject({
      verdict: 'refused',
    })
  })

  it.each([
    ['no JSON', '{'],
    ['an id that is an option', pull('--upload-pack=touch x')],
    ['an id of another length', pull('abc')],
    ['a list', []],
  ])('that are %s are not believed', async (_what, event) => {
    const problem = await problemOf(() => rig.gate(rig.work, rig.github('pull_request', event)))
    expect(['event-unreadable', 'range-unknown']).toContain(problem.code)
  })

  it('that are not there are said to be missing', async () => {
    const env = { ...rig.github('push', {}), GITHUB_EVENT_PATH: '/nowhere/event.json' }
    expect(await problemOf(() => rig.gate(rig.work, env))).toMatchObject({ code: 'event-unreadable' })
  })
})
