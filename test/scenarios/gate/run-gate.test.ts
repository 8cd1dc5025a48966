import { writeFileSync } from 'node:fs'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openHoldfast } from '../../../src/app/library/holdfast.js'
import { problemOf } from '../../support/problem-of.js'
import type { TestRepository } from '../../support/repository.js'
import { createCiRig, type CiRig } from './ci-rig.js'

let rig: CiRig
let base: string
let bad: string

const ofMain = { base: 'origin/main' } as const

describe('the gate', () => {
  beforeAll(async () => {
    rig = await createCiRig()
    base = rig.work.id('origin/main')
    bad = rig.pushBranch('bad', ['src/a.ts'])
  })

  it('joins the locks of every store, and those of the store here', async () => {
    const clone = rig.server.clone()
    await (await openHoldfast({ cwd: clone.top, agent: 'carol' })).acquire('docs')
    clone.commit('x', { files: { 'docs/x.md': 'x', 'src/x.ts': 'x' } })
    const report = await rig.gate(clone, {}, ofMain)
    expect(report.findings.map(({ lock }) => lock.owner.agent).sort()).toEqual(['alice', 'carol'])
    expect(report).toMatchObject({ lockCount: 2, storeCount: 1 })
  })

  it('believes the own store, and not what it once published', async () => {
    await (await openHoldfast({ cwd: rig.work.top, agent: 'alice' })).release('src')
    const head = { base, head: bad }
    expect(await rig.gate(rig.work, {}, head)).toMatchObject({ verdict: 'clear', lockCount: 0 })
    expect(await rig.gate(rig.server.clone(), {}, head)).toMatchObject({ verdict: 'refused', lockCount: 1 })
    await rig.lock('alice', 'src')
  })

  it('lets the commits of the holder pass, by trailer or by e-mail', async () => {
    const clone = rig.server.clone()
    clone.commit('x', { files: { 'src/x.ts': 'x' }, agent: 'alice' })
    expect(await rig.gate(clone, {}, ofMain)).toMatchObject({ verdict: 'clear' })
    clone.commit('y', { files: { 'src/x.ts': 'y' } })
    expect(await rig.gate(clone, {}, ofMain)).toMatchObject({ verdict: 'refused' })
  })

  it('is nobody itself: neither the name of the machine nor that of a variable owns a lock', async () => {
    const clone = rig.server.clone()
    clone.commit('x', { files: { 'src/x.ts': 'x' } })
    expect(await rig.gate(clone, { HOLDFAST_AGENT: 'alice' }, ofMain)).toMatchObject({ verdict: 'refused' })
  })

  it('does not count what a merge brings of the base', async () => {
    const clone = rig.server.clone()
    clone.git('switch', '-qc', 'feature')
    clone.commit('mine', { files: { 'docs/mine.md': 'x' } })
    clone.git('switch', '-q', 'main')
    clone.commit('theirs', { files: { 'src/theirs.ts': 'x' } })
    clone.git('switch', '-q', 'feature')
    clone.git('merge', '-q', '--no-edit', 'main')
    expect(await rig.gate(clone, {}, { base: 'main' })).toMatchObject({ verdict: 'clear' })
  })

  it('without --base and without CI says what to give', async () => {
    expect(await problemOf(() => rig.gate(rig.work))).toMatchObject({ code: 'range-unknown', ci: '' })
  })

  it.each([
    ['a base that is nowhere', { base: 'no-such-branch' }, 'no-revision'],
    ['a head that is nowhere', { base: 'origin/main', head: '2'.repeat(40) }, 'no-revision'],
    ['a base that is an option', { base: '--all' }, 'no-revision'],
    ['a base of two lines', { base: 'main\nmain' }, 'no-revision'],
    ['no such remote', { base: 'main', remote: 'nowhere' }, 'remote-missing'],
    ['a remote that is not there', { base: 'main', remote: '/no/such/folder' }, 'remote-unreachable'],
  ])('does not call %s clear', async (_what, options, code) => {
    expect(await problemOf(() => rig.gate(rig.work, {}, options))).toMatchObject({ code })
  })

  it('does not call anything clear over a published record that it cannot read', async () => {
    const blob = String(rig.server.tryGit(['hash-object', '-w', '--stdin'], { input: 'no JSON' }).stdout).trim()
    rig.server.git('update-ref', `refs/holdfast/locks/${'e'.repeat(32)}`, blob)
    const problem = await problemOf(() => rig.gate(rig.server.clone(), {}, ofMain))
    rig.server.git('update-ref', '-d', `refs/holdfast/locks/${'e'.repeat(32)}`)
    expect(problem).toMatchObject({ code: 'state-unreadable', path: expect.stringContaining('e'.repeat(32)) })
  })

  it('uses with --no-fetch only what is here', async () => {
    const clone = rig.server.clone()
    clone.commit('x', { files: { 'src/x.ts': 'x' } })
    const offline = { ...ofMain, fetch: false }
    expect(await rig.gate(clone, {}, offline)).toMatchObject({ verdict: 'clear', storeCount: 0 })
    await rig.gate(clone, {}, ofMain)
    clone.git('remote', 'set-url', 'origin', clone.git('remote', 'get-url', 'origin'))
    expect(await rig.gate(clone, {}, offline)).toMatchObject({ verdict: 'refused', storeCount: 1 })
  })

  it('tells everybody by an ALERT where there is a store, once in ten minutes', async () => {
    const carol = await openHoldfast({ cwd: rig.work.top, agent: 'carol' })
    await carol.send('dave', { text: 'hello' })
    const options = { base, head: bad }
    expect((await rig.gate(rig.work, {}, options)).alertedCount).toBeGreaterThan(0)
    expect((await rig.gate(rig.work, {}, options)).alertedCount).toBe(0)
    const { messages } = await (await openHoldfast({ cwd: rig.work.top, agent: 'alice' })).receive({ type: 'ALERT' })
    expect(messages.at(-1)?.payload).toMatchObject({ hook: 'gate', commit: bad, agent: 'person' })
    const clone = rig.server.clone()
    expect((await rig.gate(clone, {}, options)).alertedCount).toBe(0)
    expect(clone.has('.git/holdfast')).toBe(false)
  })
})

describe('a shallow clone', () => {
  let clone: TestRepository
  let head: string

  beforeAll(async () => {
    rig = await createCiRig()
    base = rig.work.id('origin/main')
    rig.work.git('switch', '-qc', 'long')
    // The first of 70 commits: a step of 50 does not reach it.
    const lines = ['src/first.ts', ...Array.from({ length: 69 }, (_, index) => `docs/${index}.md`)].flatMap(
      (path, index) => [
        'commit refs/heads/long',
        `committer T <t@example.org> ${1_700_000_000 + index} +0000`,
        'data 1',
        'x',
        ...(index === 0 ? [`from ${base}`] : []),
        `M 644 inline ${path}`,
        'data 1',
        'y',
      ],
    )
    rig.work.tryGit(['fast-import', '--quiet', '--force'], { input: `${lines.join('\n')}\n` })
    rig.work.git('push', '-q', 'origin', 'long')
    head = rig.work.id('long')
  })
  beforeEach(() => {
    clone = rig.server.clone('--depth=1', '--branch=long')
  })

  it('is deepened until the whole range is there', async () => {
    const report = await rig.gate(clone, {}, { base, head })
    expect(report).toMatchObject({ verdict: 'refused', paths: { length: 70 } })
    expect(report.findings.map(({ path }) => path)).toEqual(['src/first.ts'])
  })

  it('finds a base that is named as a branch of the remote', async () => {
    expect(await rig.gate(clone, {}, ofMain)).toMatchObject({ verdict: 'refused', base, head })
  })

  it('is refused with --no-fetch, with the command that mends it', async () => {
    clone.git('fetch', '-q', '--depth=1', 'origin', base)
    const problem = await problemOf(() => rig.gate(clone, {}, { base, head, fetch: false }))
    expect(problem).toMatchObject({ code: 'history-cut' })
  })

  it('is not believed where a merged branch is cut, though both ends share a commit', async () => {
    const whole = rig.server.clone('--branch=long')
    whole.git('switch', '-qc', 'merged', base)
    whole.commit('own', { files: { own: 'x' } })
    whole.git('merge', '-q', '--no-ff', '--no-edit', 'long')
    writeFileSync(whole.path('.git/shallow'), `${whole.id('long~3')}\n`)
    expect(whole.tryGit(['merge-base', base, 'merged']).code).toBe(0)
    const problem = await problemOf(() => rig.gate(whole, {}, { base, head: 'merged', fetch: false }))
    expect(problem).toMatchObject({ code: 'history-cut' })
  })
})
