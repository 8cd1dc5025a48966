import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createFleet, type Ended, type Fleet, type Shell } from '../../support/fleet.js'

let fleet: Fleet
let alice: Shell
let bob: Shell
let start: string

/**
 * On main: `src/both.ts`, bob's `src/mine.ts` and `src/mine-2.ts`, something of each in `docs`. On `work`: `docs/work.md`
 * and `src/work.ts` by bob. On `side`: the end of `src/both.ts` by bob, whose beginning is another one on main. On
 * `rival`: another beginning of it. On `island`, of a root of its own: `src/island.ts`. On `hers`: `src/hers.ts` by alice.
 * Then alice locks `src`.
 */
beforeAll(() => {
  fleet = createFleet()
  alice = fleet.as('alice')
  bob = fleet.as('bob')
  const middle = 'line\n'.repeat(20)
  commit(bob, 'src/both.ts', `${middle}end\n`)
  for (const [who, name, paths] of [
    [bob, 'work', ['docs/work.md', 'src/work.ts']],
    [alice, 'hers', ['src/hers.ts']],
  ] as const) {
    bob.git('switch', '--quiet', '-c', name, 'main')
    for (const path of paths) commit(who, path)
  }
  bob.git('switch', '--quiet', '-c', 'side', 'main')
  commit(bob, 'src/both.ts', `${middle}other end\n`)
  bob.git('switch', '--quiet', '-c', 'rival', 'main')
  commit(bob, 'src/both.ts', `rival\n${middle}end\n`)
  bob.git('switch', '--quiet', '--orphan', 'island')
  commit(bob, 'src/island.ts')
  bob.git('switch', '--quiet', 'main')
  commit(bob, 'src/both.ts', `beginning\n${middle}end\n`)
  for (const path of ['src/mine.ts', 'src/mine-2.ts', 'docs/main.md']) commit(bob, path)
  start = bob.git('rev-parse', 'HEAD').stdout.trim()
  alice.holdfast('lock', 'src')
})
afterAll(() => fleet.remove())
afterEach(() => {
  bob.git('switch', '--quiet', '--force', 'main')
  bob.git('reset', '--quiet', '--hard', start)
  bob.git('clean', '--quiet', '--force', '-d')
})

function commit(who: Shell, path: string, text = `${path}\n`): void {
  who.write(path, text)
  who.git('add', '--', path)
  expect(who.git('commit', '--quiet', '-m', `change ${path}`)).toMatchObject({ exitCode: 0 })
}

function stage(path: string): void {
  bob.write(path, `changed ${path}\n`)
  bob.git('add', '--', path)
}

/** Without an editor that would wait for somebody. */
function git(...args: string[]): Ended {
  return bob.run('git', args, { env: { GIT_EDITOR: 'true', GIT_SEQUENCE_EDITOR: 'true' } })
}

function wayOut(refused: Ended): string {
  const [, command = ''] = /gives everything back as it was before:\n {2}(.*)/.exec(refused.stderr) ?? []
  return command
}

/** Everything that says where the work tree stands. */
function standing(): string {
  return [
    bob.git('status', '--porcelain=v2', '--branch', '--untracked-files=all'),
    bob.git('status'),
    bob.git('for-each-ref'),
  ]
    .map(({ stdout }) => stdout)
    .join('\n')
}

function countCommits(): number {
  return Number(bob.git('rev-list', '--count', `${start}..HEAD`).stdout)
}

describe('a refusal where pre-commit is not asked', () => {
  it.each([
    ['a merge that throws a side away', 'merge --no-edit -s ours side', 'git merge --abort'],
    ['a merge that takes one side of a conflict', 'merge --no-edit -X theirs rival', 'git merge --abort'],
    ['a merge --no-verify', 'merge --no-edit --no-verify -X ours rival', 'git merge --abort'],
    ['a merge of another root', 'merge --no-edit --allow-unrelated-histories island', 'git merge --abort'],
    ['a pull that merges', 'pull --quiet --no-rebase --no-edit -s ours . side', 'git merge --abort'],
    ['a cherry-pick', 'cherry-pick work', 'git cherry-pick --abort'],
    ['a cherry-pick of several', 'cherry-pick work~1 work', 'git cherry-pick --abort'],
    ['a cherry-pick in the editor', 'cherry-pick -x -e work', 'git cherry-pick --abort'],
    ['a revert', 'revert --no-edit HEAD~1', 'git reset --merge'],
    ['a revert in the editor', 'revert -e HEAD~1', 'git reset --merge'],
    ['a revert of several', 'revert --no-edit HEAD~1 HEAD~2', 'git revert --abort'],
    ['a rebase', 'rebase --merge main work', 'git rebase --abort'],
    ['an interactive rebase', 'rebase -i main work', 'git rebase --abort'],
  ])('stops %s, and the command it names leaves everything as it was', (_what, line, leave) => {
    const args = line.split(' ')
    if (args[0] === 'rebase') bob.git('switch', '--quiet', 'work')
    const before = standing()
    const refused = git(...args)
    expect(refused.exitCode).not.toBe(0)
    expect(refused.stderr).toContain('locked by alice: WRITE on "src"')
    expect(wayOut(refused)).toBe(leave)
    expect(bob.run('sh', ['-c', leave])).toMatchObject({ exitCode: 0 })
    expect(standing()).toBe(before)
  })

  it('stops commit --no-verify and commit --amend --no-verify, and leaves nothing behind', () => {
    stage('src/a.ts')
    for (const how of [['-n'], ['--amend', '-n', '--no-edit'], ['-n', '--', 'src/a.ts']]) {
      const before = standing()
      const refused = git('commit', '--quiet', '-m', 'x', ...how)
      expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
      expect(refused.stderr).toContain('src/a.ts (added)')
      expect(wayOut(refused)).toBe('')
      expect(standing()).toBe(before)
    }
  })

  it('says how to leave a merge that somebody ends by hand', () => {
    git('merge', '--no-commit', '-s', 'ours', 'side')
    const refused = git('commit', '--no-edit')
    expect(refused.exitCode).toBe(1)
    expect(wayOut(refused)).toBe('git merge --abort')
  })

  it('tells the holder once, however often it is tried', () => {
    stage('src/once.ts')
    const told = fleet.mailOf('alice').length
    for (const how of [[], ['-n'], ['--amend', '-n']]) git('commit', '--quiet', '-m', 'x', ...how)
    expect(fleet.mailOf('alice')).toHaveLength(told + 1)
  })

  it('lets one command through by HOLDFAST_BYPASS, logged once', () => {
    stage('src/bypassed.ts')
    const passed = bob.run('git', ['commit', '-m', 'x'], { env: { HOLDFAST_BYPASS: 'the building burns' } })
    expect(passed.exitCode).toBe(0)
    expect(bob.holdfast('log').stdout.split('the building burns')).toHaveLength(2)
  })
})

describe('what goes through', () => {
  it.each([
    ['a merge that git makes by itself', 'merge --no-edit side'],
    ['a merge of several that git makes by itself', 'merge --no-edit side work'],
    ['a merge of what the holder made', 'merge --no-edit hers'],
    ['a merge of what was committed before the lock', 'merge --no-edit work'],
    ['a cherry-pick of what the holder made', 'cherry-pick hers'],
    ['a cherry-pick of what nobody locked', 'cherry-pick work~1'],
    ['a revert of what nobody locked', 'revert --no-edit HEAD'],
    ['a fast-forward', 'merge --ff-only ahead'],
    ['a pull that fast-forwards', 'pull --quiet --ff-only . ahead'],
    ['a rebase of what the holder made', 'rebase --quiet main hers'],
  ])('is %s', (_what, line) => {
    bob.git('branch', '--force', 'ahead', 'main')
    bob.git('switch', '--quiet', 'ahead')
    bob.git('merge', '--quiet', '--no-edit', 'hers')
    bob.git('switch', '--quiet', 'main')
    const passed = git(...line.split(' '))
    expect(passed).toMatchObject({ exitCode: 0 })
    expect(passed.stderr).not.toContain('locked by')
    expect(countCommits()).toBeGreaterThan(0)
  })

  it('is whatever the holder does', () => {
    const own = { env: { HOLDFAST_AGENT: 'alice', GIT_EDITOR: 'true' } }
    for (const line of ['cherry-pick work', 'revert --no-edit HEAD', 'merge --no-edit side']) {
      expect(bob.run('git', line.split(' '), own)).toMatchObject({ exitCode: 0 })
    }
    stage('src/own.ts')
    expect(bob.run('git', ['commit', '-n', '-m', 'x'], own)).toMatchObject({ exitCode: 0 })
  })

  it('is no path that the picked commit of the holder does not change', () => {
    git('cherry-pick', '--no-commit', 'hers')
    bob.git('update-ref', 'CHERRY_PICK_HEAD', 'hers')
    stage('src/smuggled.ts')
    const refused = git('commit', '-n', '-m', 'x')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('src/smuggled.ts')
    expect(refused.stderr).not.toContain('src/hers.ts')
    bob.git('cherry-pick', '--abort')
  })
})

describe('the policy requireLock', () => {
  it('refuses what it names and nobody has locked, with the command that locks it', () => {
    bob.write('.holdfast.json', '{ "requireLock": ["docs/**", "!docs/free/**"] }')
    for (const path of ['docs/a b.md', 'docs/free/c.md', 'other.md']) stage(path)
    const refused = git('commit', '--quiet', '-n', '-m', 'x')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('1 path of yours must be locked first (requireLock)')
    expect(refused.stderr).toContain('you hold no lock on 2 changed paths: docs/free/c.md, other.md')
    const [, command = ''] = /Try:\n {2}(.*)/.exec(refused.stderr) ?? []
    expect(command).toBe("git holdfast lock 'docs/a b.md'")
    expect(bob.run('sh', ['-c', command])).toMatchObject({ exitCode: 0 })
    expect(git('commit', '--quiet', '-m', 'x')).toMatchObject({ exitCode: 0 })
    bob.holdfast('unlock', '--all')
    expect(git('commit', '--quiet', '--amend', '--no-edit')).toMatchObject({ exitCode: 0 })
  })
})

describe('a commit that was checked', () => {
  /** A hook of others that runs between ours, once: the index changes after the first check. */
  function between(line: string): void {
    const hook = `${fleet.top}/.git/hooks/pre-commit`
    bob.run('sh', [
      '-c',
      `cp '${hook}' '${hook}.kept' && { echo '#!/bin/sh'; echo "sh '${hook}.kept' || exit 1"; echo '${line}'; } > '${hook}'`,
    ])
  }

  function restore(): void {
    const hook = `${fleet.top}/.git/hooks/pre-commit`
    bob.run('mv', [`${hook}.kept`, hook])
  }

  it('is checked again where somebody stages meanwhile', () => {
    bob.write('src/meanwhile.ts', 'x')
    stage('docs/mine.md')
    between('git add src/meanwhile.ts')
    const refused = git('commit', '--quiet', '-m', 'x')
    restore()
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('src/meanwhile.ts (added)')
  })

  it('is checked again where somebody locks meanwhile', () => {
    stage('docs/locked-meanwhile.md')
    between(`HOLDFAST_AGENT=alice git holdfast lock docs/locked-meanwhile.md`)
    const refused = git('commit', '--quiet', '-m', 'x')
    restore()
    alice.holdfast('unlock', 'docs/locked-meanwhile.md')
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('docs/locked-meanwhile.md (added)')
  })

  it('is checked again by another agent, on another HEAD, and as another kind of commit', () => {
    bob.git('reset', '--quiet', '--soft', 'HEAD~3')
    expect(bob.run('git', ['commit', '-q', '-m', 'x'], { env: { HOLDFAST_AGENT: 'alice' } })).toMatchObject({
      exitCode: 0,
    })
    bob.git('reset', '--quiet', '--soft', 'HEAD~1')
    expect(git('commit', '--quiet', '-n', '-m', 'x').exitCode).toBe(1)
    bob.git('reset', '--quiet', '--hard', start)
    git('merge', '--no-commit', '--no-ff', 'work')
    expect(bob.run('sh', ['.git/hooks/pre-commit'])).toMatchObject({ exitCode: 0 })
    bob.git('merge', '--quit')
    expect(git('commit', '--quiet', '-n', '-m', 'x').exitCode).toBe(1)
  })
})
