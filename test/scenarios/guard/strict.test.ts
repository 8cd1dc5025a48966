import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Ended, type Fleet, type Shell } from '../../support/fleet.js'

let fleet: Fleet
let alice: Shell
let bob: Shell

beforeEach(() => {
  fleet = createFleet()
  alice = fleet.as('alice')
  bob = fleet.as('bob')
  succeed(bob.holdfast('init', '--strict'))
})
afterEach(() => fleet.remove())

function succeed(ended: Ended): string {
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 })
  return ended.stdout.trim()
}

function idOf(revision: string): string {
  return succeed(bob.git('rev-parse', '--verify', revision))
}

/** A commit on a path, that no ref has. */
function makeCommit(path: string, parent = 'HEAD'): string {
  const index = { GIT_INDEX_FILE: join(fleet.folder, 'apart') }
  rmSync(index.GIT_INDEX_FILE, { force: true })
  const blob = succeed(bob.run('git', ['hash-object', '-w', '--stdin'], { input: `${path}\n` }))
  succeed(bob.run('git', ['read-tree', parent], { env: index }))
  succeed(bob.run('git', ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { env: index }))
  const tree = succeed(bob.run('git', ['write-tree'], { env: index }))
  return succeed(bob.git('commit-tree', tree, '-p', parent, '-m', `on ${path}`))
}

function commit(shell: Shell, path: string, text = 'x'): Ended {
  shell.write(path, `${text}\n`)
  succeed(shell.git('add', path))
  return shell.git('commit', '--quiet', '-m', `on ${path}`)
}

/** What others have pushed, of which this clone knows nothing yet. */
function pushFromElsewhere(path: string): void {
  const top = join(fleet.folder, 'elsewhere')
  if (!existsSync(top)) succeed(fleet.as(null, fleet.folder).git('clone', '--quiet', fleet.remote, top))
  const there = fleet.as(null, top)
  succeed(commit(there, path))
  succeed(there.git('push', '--quiet', 'origin', 'HEAD:main'))
}

/** How often Node starts in hooks. */
function countNodes(run: () => void): number {
  const mark = join(fleet.folder, 'nodes')
  const node = join(fleet.folder, 'counted-node')
  writeFileSync(mark, '')
  writeFileSync(node, `#!/bin/sh\necho x >> '${mark}'\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 })
  writeFileSync(join(fleet.home, 'hooks/node'), `${node}\n`)
  run()
  return readFileSync(mark, 'utf8').length / 2
}

describe('strict mode refuses work on what is locked', () => {
  it('by plumbing, and leaves the branch where it was', () => {
    succeed(alice.holdfast('lock', 'src'))
    const before = idOf('main')
    const moved = bob.git('update-ref', 'refs/heads/main', makeCommit('src/a'))
    expect(moved.exitCode).not.toBe(0)
    expect(moved.stderr).toContain('move of a branch refused: 1 path locked by 1 other agent')
    expect(idOf('main')).toBe(before)
    succeed(bob.git('update-ref', 'refs/heads/main', makeCommit('docs/a')))
  })

  it('by update-ref --stdin and by fast-import', () => {
    succeed(alice.holdfast('lock', 'src'))
    const input = `create refs/heads/one ${makeCommit('docs/a')}\ncreate refs/heads/two ${makeCommit('src/a')}\n`
    expect(bob.run('git', ['update-ref', '--stdin'], { input }).exitCode).not.toBe(0)
    expect(bob.git('rev-parse', '-q', '--verify', 'refs/heads/one').exitCode).toBe(1)
    const stream =
      'commit refs/heads/three\ncommitter B <b@x> 1 +0000\ndata 1\nx\nM 100644 inline src/a\ndata 1\nx\n\ndone\n'
    expect(bob.run('git', ['fast-import', '--quiet', '--done'], { input: stream }).exitCode).not.toBe(0)
    expect(bob.git('rev-parse', '-q', '--verify', 'refs/heads/three').exitCode).toBe(1)
  })

  it('that was made on a detached HEAD, once a branch is to have it', () => {
    succeed(alice.holdfast('lock', 'src'))
    const made = makeCommit('src/a')
    succeed(bob.git('checkout', '--quiet', '--detach', made))
    for (const args of [
      ['branch', 'side'],
      ['switch', '--quiet', '-c', 'side'],
      ['branch', '-f', 'side', made],
    ])
      expect(bob.git(...args), args.join(' ')).toMatchObject({ exitCode: 128 })
  })

  it('that a fast-forward or a reset brings, and the command it names gives the files back', () => {
    succeed(alice.holdfast('lock', 'src'))
    const made = makeCommit('src/a')
    for (const args of [
      ['merge', '--quiet', '--ff-only', made],
      ['reset', '--quiet', '--hard', made],
      ['cherry-pick', '--ff', made],
    ]) {
      const refused = bob.git(...args)
      expect(refused.exitCode, args.join(' ')).not.toBe(0)
      expect(refused.stderr).toContain('git reset --merge')
      succeed(bob.git('reset', '--merge'))
      expect(succeed(bob.git('status', '--porcelain')), args.join(' ')).toBe('')
    }
  })

  it('that am and rebase --apply make', () => {
    const made = makeCommit('src/a')
    succeed(alice.holdfast('lock', 'src'))
    const patch = succeed(bob.git('format-patch', '--stdout', '-1', made))
    const applied = bob.run('git', ['am', '--quiet'], { input: `${patch}\n` })
    expect(applied.exitCode).not.toBe(0)
    expect(applied.stderr).toContain('git am --abort')
    succeed(bob.git('am', '--abort'))
    expect(succeed(bob.git('status', '--porcelain'))).toBe('')
  })

  it('that is staged between the check and the commit', () => {
    succeed(alice.holdfast('lock', 'src'))
    const late = `#!/bin/sh\nmkdir -p src && echo x > src/late && git add src/late\n`
    const hook = join(fleet.top, '.git/hooks/pre-commit')
    writeFileSync(hook, `${readFileSync(hook, 'utf8').replace('#!/bin/sh', '#!/bin/sh\n(')}\n) || exit 1\n${late}`)
    const before = idOf('main')
    expect(commit(bob, 'docs/a').exitCode).toBe(1)
    expect(idOf('main')).toBe(before)
  })

  it('unless a bypass says why, and the holder does it', () => {
    succeed(alice.holdfast('lock', 'src'))
    succeed(alice.git('update-ref', 'refs/heads/hers', makeCommit('src/a')))
    const args = ['update-ref', 'refs/heads/his', makeCommit('src/b')]
    succeed(bob.run('git', args, { env: { HOLDFAST_BYPASS: 'agreed' } }))
    expect(bob.holdfast('log').stdout).toContain('agreed')
  })
})

describe('strict mode lets pass, without Node', () => {
  it('what others made: fetch, pull, merges and fast-forwards of it, also from a URL', () => {
    succeed(alice.holdfast('lock', 'src', 'docs/*.md'))
    pushFromElsewhere('src/a')
    const nodes = countNodes(() => {
      succeed(bob.git('fetch', '--quiet'))
      succeed(bob.git('branch', '--quiet', 'theirs', 'origin/main'))
      succeed(bob.git('merge', '--quiet', '--ff-only', 'origin/main'))
      pushFromElsewhere('src/b')
      succeed(bob.git('pull', '--quiet', '--ff-only', fleet.remote, 'main'))
      pushFromElsewhere('src/c')
      succeed(bob.git('pull', '--quiet', '--rebase'))
    })
    expect(nodes).toBe(0)
  })

  it('what moves no work: branches, tags, resets, stashes, packing, worktrees', () => {
    succeed(commit(bob, 'src/a'))
    succeed(commit(bob, 'src/b'))
    succeed(alice.holdfast('lock', 'src'))
    bob.write('src/a', 'changed\n')
    const nodes = countNodes(() => {
      for (const args of [
        ['stash', '--quiet'],
        ['stash', 'pop', '--quiet'],
        ['checkout', '--quiet', '--', 'src/a'],
        ['branch', 'one'],
        ['branch', '-m', 'one', 'two'],
        ['tag', 'v1'],
        ['reset', '--quiet', '--hard', 'HEAD~1'],
        ['reset', '--quiet', '--hard', 'two'],
        ['branch', '-f', 'two', 'HEAD~1'],
        ['pack-refs', '--all'],
        ['gc', '--quiet'],
        ['worktree', 'add', '--quiet', '-b', 'wt', join(fleet.folder, 'wt')],
        ['branch', '-D', 'two'],
        ['switch', '--quiet', '-c', 'three', 'HEAD~1'],
      ])
        expect(bob.git(...args), args.join(' ')).toMatchObject({ exitCode: 0 })
    })
    expect(nodes).toBe(0)
  })

  it('every ref while nobody else holds a lock', () => {
    succeed(bob.holdfast('lock', 'src'))
    expect(countNodes(() => succeed(bob.git('update-ref', 'refs/heads/x', makeCommit('src/a'))))).toBe(0)
  })
})

describe('strict mode', () => {
  it('starts Node once for a commit that comes near a lock', () => {
    succeed(alice.holdfast('lock', 'docs/**/*.md'))
    expect(countNodes(() => succeed(commit(bob, 'docs/a.txt')))).toBe(1)
    expect(countNodes(() => succeed(bob.git('update-ref', 'refs/heads/x', makeCommit('docs/b.txt'))))).toBe(1)
  })

  it('does not take a checked index for a commit that holds something else', () => {
    succeed(alice.holdfast('lock', 'docs/**/*.md'))
    succeed(commit(bob, 'docs/a.txt'))
    bob.write('docs/b.txt', 'x\n')
    succeed(bob.git('add', '.'))
    // The check of this commit is passed and noted, and then the commit is not made.
    expect(bob.run('git', ['commit', '-m', ''], {}).exitCode).not.toBe(0)
    expect(bob.git('update-ref', 'refs/heads/main', makeCommit('docs/c.md')).exitCode).not.toBe(0)
  })

  it('lets an agent amend what its commit held before, and nothing beyond', () => {
    succeed(commit(bob, 'src/a'))
    succeed(alice.holdfast('lock', 'src'))
    succeed(bob.git('commit', '--quiet', '--amend', '-m', 'better words'))
    const before = idOf('main')
    bob.write('src/a', 'other\n')
    succeed(bob.git('add', '.'))
    const amend = ['-c', 'core.hooksPath=/dev/null', 'commit', '--quiet', '--amend', '-m', 'more']
    succeed(bob.git('checkout', '--quiet', '--detach'))
    succeed(bob.git(...amend))
    expect(bob.git('branch', '-f', 'main').exitCode).not.toBe(0)
    expect(idOf('main')).toBe(before)
  })

  it('refuses a rebase of what is locked by now, and names the command that leaves it', () => {
    succeed(commit(bob, 'src/a'))
    pushFromElsewhere('other')
    succeed(bob.git('fetch', '--quiet'))
    succeed(alice.holdfast('lock', 'src'))
    const before = idOf('main')
    for (const [way, leave] of [
      ['--apply', 'git rebase --quit && git switch main'],
      ['--merge', 'git rebase --abort'],
    ] as const) {
      const refused = bob.git('rebase', '--quiet', way, 'origin/main')
      expect(refused.exitCode, way).not.toBe(0)
      expect(refused.stderr).toContain(leave)
      succeed(bob.run('sh', ['-c', leave]))
      expect(succeed(bob.git('symbolic-ref', '--short', 'HEAD'))).toBe('main')
      expect(idOf('main')).toBe(before)
      expect(succeed(bob.git('status', '--porcelain'))).toBe('')
    }
  })

  it('is kept by a later init, shown by doctor and status, and taken out byte for byte', () => {
    const hook = join(fleet.top, '.git/hooks/reference-transaction')
    const strict = readFileSync(hook, 'utf8')
    succeed(bob.holdfast('init'))
    expect(readFileSync(hook, 'utf8')).toBe(strict)
    expect(bob.json('doctor', '--json').problems ?? []).toEqual([])
    succeed(bob.holdfast('uninstall'))
    expect(existsSync(hook)).toBe(false)
  })

  it('gives the hook that was there its arguments and its input', () => {
    succeed(bob.holdfast('uninstall'))
    const hook = join(fleet.top, '.git/hooks/reference-transaction')
    const seen = join(fleet.folder, 'seen')
    const theirs = `#!/bin/sh\n{ echo "phase $1"; cat; } >> '${seen}'\n`
    mkdirSync(join(fleet.top, '.git/hooks'), { recursive: true })
    writeFileSync(hook, theirs, { mode: 0o755 })
    succeed(bob.holdfast('init', '--strict'))
    const made = makeCommit('docs/a')
    succeed(bob.git('update-ref', 'refs/heads/x', made))
    const zero = '0'.repeat(made.length)
    const line = `${zero} ${made} refs/heads/x\n`
    expect(readFileSync(seen, 'utf8')).toBe(`phase prepared\n${line}phase committed\n${line}`)
    succeed(alice.holdfast('lock', 'src'))
    expect(bob.git('update-ref', 'refs/heads/y', makeCommit('src/a')).exitCode).not.toBe(0)
    succeed(bob.holdfast('uninstall'))
    expect(readFileSync(hook, 'utf8')).toBe(theirs)
  })

  it('is refused on a server, which checks every push already', () => {
    expect(bob.holdfast('init', '--server', '--strict').exitCode).toBe(2)
  })
})
