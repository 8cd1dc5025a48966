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
  bad = rig.pushBranch('bad', ['src/a.ts'])
  good = rig.pushBranch('good', ['docs/b.md'])
})

const mergeRequest = (more: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  GITLAB_CI: 'true',
  CI_PIPELINE_SOURCE: 'merge_request_event',
  CI_MERGE_REQUEST_IID: '7',
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'bad',
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
  CI_COMMIT_BEFORE_SHA: ZERO,
  ...more,
})

const push = (more: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  GITLAB_CI: 'true',
  CI_PIPELINE_SOURCE: 'push',
  CI_DEFAULT_BRANCH: 'main',
  CI_COMMIT_REF_NAME: 'x',
  CI_COMMIT_BRANCH: 'x',
  ...more,
})

describe('a pipeline of GitLab', () => {
  it('for a merge request has its own commits', async () => {
    const env = mergeRequest({ CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_COMMIT_SHA: bad })
    expect(await rig.gate(rig.server.clone('--depth=1'), env)).toMatchObject({
      verdict: 'refused',
      what: 'merge request 7',
      base,
      head: bad,
    })
  })

  it.each(['merged_result', 'merge_train'])(
    'for a merge request as a %s has the commits of its source',
    async (type) => {
      rig.work.git('switch', '-q', '--detach', bad)
      rig.work.git('merge', '-q', '--no-ff', '--no-edit', good)
      const merge = rig.work.id()
      rig.work.git('push', '-qf', 'origin', `${merge}:refs/merge-requests/7/merge`)
      const ofGood = mergeRequest({
        CI_MERGE_REQUEST_EVENT_TYPE: type,
        CI_MERGE_REQUEST_TARGET_BRANCH_SHA: bad,
        CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: good,
        CI_COMMIT_SHA: merge,
      })
      expect(await rig.gate(rig.server.clone('--depth=1'), ofGood)).toMatchObject({ verdict: 'clear', head: good })
      const ofBad = { ...ofGood, CI_MERGE_REQUEST_TARGET_BRANCH_SHA: good, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: bad }
      expect(await rig.gate(rig.server.clone('--depth=1'), ofBad)).toMatchObject({ verdict: 'refused', head: bad })
    },
  )

  it.each([
    ['a push', () => ({ CI_COMMIT_BEFORE_SHA: base, CI_COMMIT_SHA: bad }), 'refused'],
    ['a push that takes back what was refused', () => ({ CI_COMMIT_BEFORE_SHA: bad, CI_COMMIT_SHA: good }), 'clear'],
    ['a new branch', () => ({ CI_COMMIT_BEFORE_SHA: ZERO, CI_COMMIT_SHA: bad }), 'refused'],
    ['a new tag', () => ({ CI_COMMIT_BEFORE_SHA: ZERO, CI_COMMIT_SHA: bad, CI_COMMIT_TAG: 'x' }), 'refused'],
    [
      'a run by hand on a branch',
      () => ({ CI_PIPELINE_SOURCE: 'web', CI_COMMIT_BEFORE_SHA: ZERO, CI_COMMIT_SHA: good }),
      'clear',
    ],
  ])('for %s has its commits', async (_what, variables, verdict) => {
    expect(await rig.gate(rig.server.clone(), push(variables()))).toMatchObject({ verdict })
  })

  it('for a schedule on the default branch names no commits', async () => {
    const env = push({ CI_PIPELINE_SOURCE: 'schedule', CI_COMMIT_REF_NAME: 'main', CI_COMMIT_SHA: bad })
    expect(await problemOf(() => rig.gate(rig.work, env))).toMatchObject({ code: 'range-unknown', event: 'schedule' })
  })

  it('that runs in a fork asks the project that the merge request goes to', async () => {
    const fork = { CI_PROJECT_ID: '2', CI_MERGE_REQUEST_PROJECT_ID: '1' }
    const url = 'http://127.0.0.1:1/group/project'
    const env = mergeRequest({
      ...fork,
      CI_MERGE_REQUEST_PROJECT_URL: url,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_COMMIT_SHA: good,
    })
    const problem = await problemOf(() => rig.gate(rig.server.clone(), env))
    expect(problem).toMatchObject({ code: 'remote-unreachable', remote: `${url}.git` })
  })

  it('without a commit names none', async () => {
    expect(await problemOf(() => rig.gate(rig.work, push({})))).toMatchObject({ code: 'range-unknown' })
  })
})
