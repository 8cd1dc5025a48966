import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  readAction,
  readArtifact,
  readYamlBlocks,
  runAction,
  runGitlabScript,
  type ActionRun,
} from '../../support/ci-runner.js'
import { createFleet, type Fleet, type Shell } from '../../support/fleet.js'
import { inProject } from '../../support/project.js'

const ROOT = inProject('')
const action = readAction(join(ROOT, 'action.yml'))
const documented = readYamlBlocks(join(ROOT, 'docs/CI.md'))

let fleet: Fleet
let server: Shell
let base: string
const heads: Record<string, string> = {}
let clones = 0

beforeAll(() => {
  fleet = createFleet({ init: false })
  server = fleet.as(null, fleet.remote)
  const alice = fleet.as('alice')
  base = alice.git('rev-parse', 'HEAD').stdout.trim()
  alice.holdfast('lock', 'src')
  alice.holdfast('publish')
  const bob = fleet.as('bob')
  for (const [name, path] of [
    ['bad', 'src/a.ts'],
    ['good', 'docs/a.md'],
  ] as const) {
    bob.git('switch', '--quiet', '-c', name, base)
    bob.write(path, `${name}\n`)
    bob.git('add', '.')
    bob.git('commit', '--quiet', '-m', name)
    bob.git('push', '--quiet', 'origin', name)
    heads[name] = bob.git('rev-parse', 'HEAD').stdout.trim()
  }
})
afterAll(() => fleet.remove())

/** A fresh clone of depth 1, as CI makes one. */
function checkOut(): { shell: Shell; folder: string } {
  clones += 1
  const folder = join(fleet.folder, `checkout-${clones}`)
  fleet.as(null).git('clone', '--quiet', '--depth=1', `file://${fleet.remote}`, folder)
  return { shell: fleet.as(null, folder), folder }
}

function pullRequest(name: string, inputs: Readonly<Record<string, string>> = {}): ActionRun & { folder: string } {
  const { shell, folder } = checkOut()
  const payload = {
    pull_request: { number: 1, base: { sha: base, ref: 'main' }, head: { sha: heads[name], ref: name } },
  }
  return { folder, ...runAction(fleet, shell, { folder: ROOT, inputs }, { name: 'pull_request', payload }) }
}

describe('the action', () => {
  it('fails for a pull request that touches what is locked, with annotations, a summary and outputs', () => {
    const run = pullRequest('bad')
    expect(run.exitCode).toBe(1)
    expect(run.stdout).toContain('::error file=src/a.ts')
    expect(run.summary).toContain('Holdfast: refused')
    expect(run.outputs).toEqual({ verdict: 'refused', conflicts: '1', base, head: heads['bad'] })
  })

  it('passes for one that does not', () => {
    expect(pullRequest('good')).toMatchObject({ exitCode: 0, outputs: { verdict: 'clear', conflicts: '0' } })
  })

  it('writes the reports that it is asked for', () => {
    const { folder, exitCode } = pullRequest('bad', { sarif: 'a.sarif', junit: 'out/b.xml', rdjson: 'c.json' })
    expect(exitCode).toBe(1)
    expect(JSON.parse(readArtifact(folder, 'a.sarif') ?? '')).toMatchObject({ version: '2.1.0' })
    expect(readArtifact(folder, 'out/b.xml')).toContain('<failure')
    expect(JSON.parse(readArtifact(folder, 'c.json') ?? '')).toMatchObject({ source: { name: 'holdfast' } })
  })

  it('of a merge group has its commits, and of a run by hand those of its inputs', () => {
    const { shell } = checkOut()
    const payload = { merge_group: { base_sha: base, head_sha: heads['bad'], head_ref: 'refs/heads/queue' } }
    expect(runAction(fleet, shell, { folder: ROOT, inputs: {} }, { name: 'merge_group', payload }).exitCode).toBe(1)
    const byHand = { name: 'workflow_dispatch', payload: {} }
    expect(runAction(fleet, shell, { folder: ROOT, inputs: {} }, byHand)).toMatchObject({ exitCode: 2 })
    const inputs = { base, head: heads['bad'] ?? '' }
    expect(runAction(fleet, shell, { folder: ROOT, inputs }, byHand)).toMatchObject({ exitCode: 1 })
  })

  it('never makes a script of what it is given', () => {
    const mark = join(fleet.folder, 'pwned')
    for (const words of [`$(touch ${mark})`, `"; touch ${mark}; "`, `--upload-pack=touch ${mark}`, `x\ntouch ${mark}`])
      expect([2, 3]).toContain(pullRequest('good', { base: words, remote: words }).exitCode)
    expect(existsSync(mark)).toBe(false)
    for (const step of action.runs.steps) expect(step.run).not.toContain('${{')
  })

  it('is of one kind, and describes every input', () => {
    expect(action.runs.using).toBe('composite')
    for (const input of Object.values(action.inputs)) expect(input.description).not.toBe('')
  })
})

describe('the workflow in docs/CI.md', () => {
  const workflow = documented.find((block) => 'jobs' in block)

  it('runs for pull requests and merge groups, on every path, and may only read', () => {
    expect(Object.keys(workflow?.['on'])).toEqual(['pull_request', 'merge_group'])
    expect(JSON.stringify(workflow)).not.toContain('paths')
    expect(workflow?.['permissions']).toEqual({ contents: 'read' })
  })

  it('gives the action only inputs that it has', () => {
    const [, step] = workflow?.['jobs'].gate.steps
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)))
  })
})

describe('the job for GitLab in docs/CI.md', () => {
  const job = documented.find((block) => 'holdfast' in block)?.['holdfast']

  function pipeline(env: Readonly<Record<string, string>>): ReturnType<typeof runGitlabScript> & { folder: string } {
    const { shell, folder } = checkOut()
    // What `npm ci` of the job leaves there.
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
    symlinkSync(join(fleet.folder, 'bin/git-holdfast'), join(folder, 'node_modules/.bin/git-holdfast'))
    return { folder, ...runGitlabScript(shell, job.script, env) }
  }

  it.each([
    ['bad', 1],
    ['good', 0],
  ])('ends for the merge request %s with %i, and leaves its reports', (name, exitCode) => {
    const ended = pipeline({
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_MERGE_REQUEST_IID: '1',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: base,
      CI_COMMIT_SHA: heads[name] ?? '',
    })
    expect(ended).toMatchObject({ exitCode })
    expect(ended.stdout).toContain('merge request 1')
    const { codequality, junit } = job.artifacts.reports
    expect(JSON.parse(readArtifact(ended.folder, codequality) ?? '')).toHaveLength(exitCode)
    expect(readArtifact(ended.folder, junit)).toContain(`failures="${exitCode}"`)
  })

  it('fails where it cannot know', () => {
    const env = { CI_PIPELINE_SOURCE: 'schedule', CI_DEFAULT_BRANCH: 'main', CI_COMMIT_REF_NAME: 'main' }
    expect(pipeline({ ...env, CI_COMMIT_SHA: base }).exitCode).toBe(2)
  })

  it('keeps the reports of a run that failed', () => {
    expect(job.artifacts.when).toBe('always')
    expect(server.git('for-each-ref', 'refs/holdfast').stdout).not.toBe('')
  })
})
