import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Ended, type Fleet, type Shell } from '../support/fleet.js'
import { inProject } from '../support/project.js'

/** What a guarded commit may cost, in counts: they are the same on every machine. Raise one only with a reason. */
const BUDGET = {
  guardBytes: 62_000,
  /**
   * With what a push publishes (records, refs, the memory of remotes), and all that a server asks of one. 233 since a
   * repair keeps what files show of a later table, and records of other programs are read whatever their times look like.
   */
  lateBytes: 233_000,
  /** What Node reads at every tool call of an agent; and when one is denied, locks something or gets mail. */
  agentHookBytes: 92_000,
  agentHookLateBytes: 300_000,
  /** `git commit`, its own `git maintenance`, and one `git config` for each of its two hooks. */
  gitsWithoutLock: 4,
  /** And one `git diff-index`. */
  gitsWithForeignLock: 5,
  /** And the same once more, while Node starts. */
  gitsNearForeignLock: 6,
  nodesWithoutLock: 0,
  /** Of the hook alone: one `git config`, and one `git log` while Node starts. */
  gitsOfPush: 2,
  nodesOfPush: 1,
  nodesWithForeignLock: 0,
  nodesNearForeignLock: 1,
}

const root = inProject('')
let fleet: Fleet
let bob: Shell

beforeEach(() => {
  fleet = createFleet()
  bob = fleet.as('bob')
})
afterEach(() => fleet.remove())

/** Commits one file, and counts the processes that it takes. */
function countProcesses(): { gits: number; nodes: number } {
  bob.write('docs/a.md', 'x\n')
  bob.git('add', 'docs')
  return countProcessesOf((env) => bob.run('git', ['commit', '--quiet', '-m', 'x'], { env }))
}

function countProcessesOf(run: (env: Readonly<Record<string, string>>) => Ended): { gits: number; nodes: number } {
  const trace = join(fleet.folder, 'trace')
  const mark = join(fleet.folder, 'nodes')
  const node = join(fleet.folder, 'counted-node')
  writeFileSync(mark, '')
  writeFileSync(node, `#!/bin/sh\necho x >> '${mark}'\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 })
  writeFileSync(join(fleet.home, 'hooks/node'), `${node}\n`)
  rmSync(trace, { force: true })
  // By the configuration: the variables that trace git do not reach those that the guard starts.
  const config = join(fleet.folder, 'traced')
  writeFileSync(
    config,
    `[include]\n\tpath = ${process.env['GIT_CONFIG_GLOBAL'] ?? ''}\n[trace2]\n\teventTarget = ${trace}\n`,
  )
  expect(run({ GIT_CONFIG_GLOBAL: config }).exitCode).toBe(0)
  const starts = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"event":"start"'))
  return { gits: starts.length, nodes: readFileSync(mark, 'utf8').length / 2 }
}

describe('the budget of a commit', () => {
  it('holds while nobody has a lock', () => {
    expect(countProcesses()).toEqual({ gits: BUDGET.gitsWithoutLock, nodes: BUDGET.nodesWithoutLock })
  })

  it('holds while the agent has locks of its own', () => {
    bob.holdfast('lock', 'docs', 'src')
    expect(countProcesses()).toEqual({ gits: BUDGET.gitsWithoutLock, nodes: BUDGET.nodesWithoutLock })
  })

  it('holds while another agent has locks', () => {
    fleet.as('alice').holdfast('lock', 'src', 'lib/**/*.ts')
    expect(countProcesses()).toEqual({ gits: BUDGET.gitsWithForeignLock, nodes: BUDGET.nodesWithForeignLock })
  })

  it('holds for a push over locks of another agent that it does not touch', () => {
    fleet.as('alice').holdfast('lock', 'src', 'lib/**/*.ts')
    bob.write('docs/a.md', 'x\n')
    bob.git('add', 'docs')
    bob.git('commit', '--quiet', '-m', 'x')
    const [id, there] = bob.git('rev-parse', 'HEAD', 'HEAD~1').stdout.split('\n')
    const input = `refs/heads/main ${id ?? ''} refs/heads/main ${there ?? ''}\n`
    const count = countProcessesOf((env) =>
      // What it publishes is talk with a remote, and has its own bounds.
      bob.run('sh', ['.git/hooks/pre-push', 'origin', fleet.remote], {
        env: { ...env, HOLDFAST_PUBLISH: 'off' },
        input,
      }),
    )
    expect(count).toEqual({ gits: BUDGET.gitsOfPush, nodes: BUDGET.nodesOfPush })
  })

  it('holds while another agent has locks that only matching can tell from what is committed', () => {
    fleet.as('alice').holdfast('lock', 'docs/**/*.ts')
    expect(countProcesses()).toEqual({ gits: BUDGET.gitsNearForeignLock, nodes: BUDGET.nodesNearForeignLock })
  })

  it('holds for what Node has to read', () => {
    expect(statSync(join(root, 'dist/guard.cjs')).size).toBeLessThan(BUDGET.guardBytes)
    expect(statSync(join(root, 'dist/guard-late.cjs')).size).toBeLessThan(BUDGET.lateBytes)
    expect(statSync(join(root, 'dist/agent-hook.cjs')).size).toBeLessThan(BUDGET.agentHookBytes)
    expect(statSync(join(root, 'dist/agent-hook-late.cjs')).size).toBeLessThan(BUDGET.agentHookLateBytes)
  })
})
