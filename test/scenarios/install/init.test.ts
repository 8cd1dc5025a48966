import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, findGuard, type Ended, type Fleet, type Shell } from '../../support/fleet.js'
import { readTree } from '../../support/tree.js'
import { MAIN } from '../../support/project.js'

let fleet: Fleet
let alice: Shell
let bob: Shell
let hooks: string

beforeEach(() => {
  fleet = createFleet({ init: false })
  alice = fleet.as('alice')
  bob = fleet.as('bob')
  hooks = join(fleet.top, '.git/hooks')
  // What a template of git may have put there or not.
  rmSync(hooks, { recursive: true, force: true })
  mkdirSync(hooks)
})
afterEach(() => fleet.remove())

function init(...args: string[]): Ended {
  const ended = bob.holdfast('init', '--yes', ...args)
  expect(ended, ended.stderr).toMatchObject({ exitCode: 0 })
  return ended
}

function commit(path: string, who = bob): Ended {
  who.write(path, `${Math.random()}\n`)
  who.git('add', '--', path)
  return who.git('commit', '--quiet', '-m', 'x')
}

function hook(name: string, content: string | Buffer, mode = 0o755): string {
  const path = join(hooks, name)
  writeFileSync(path, content)
  chmodSync(path, mode)
  return path
}

/** What hooks have noted, in order. */
function notes(): string {
  const path = join(fleet.folder, 'notes')
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

const NOTE = (text: string): string => `echo "${text}" >> ../notes\n`

describe('init', () => {
  it('guards commits and pushes where there is no hook, and not even a folder for them', () => {
    rmSync(hooks, { recursive: true })
    init()
    expect(commit('src/early.ts').exitCode).toBe(0)
    alice.holdfast('lock', 'src')
    expect(commit('src/a.ts').exitCode).toBe(1)
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(1)
    alice.holdfast('unlock', 'src')
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(0)
  })

  it('writes nothing in a dry run, and says what it would', () => {
    hook('pre-commit', '#!/bin/sh\nexit 0\n')
    const before = readTree(join(fleet.top, '.git'))
    const { exitCode, stdout } = bob.holdfast('init', '--dry-run')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('.git/hooks/pre-commit')
    expect(stdout).toContain('nothing was written')
    expect(readTree(join(fleet.top, '.git'))).toEqual(before)
    expect(bob.json('init', '--dry-run')).toMatchObject({ written: false })
    expect(readTree(join(fleet.top, '.git'))).toEqual(before)
  })

  it('changes nothing when it is run again, by whomever, from wherever', () => {
    hook('pre-push', '#!/usr/bin/env perl\nexit 0;\n')
    init()
    const before = readTree(join(fleet.top, '.git'))
    init()
    mkdirSync(join(fleet.top, 'deep/er'), { recursive: true })
    expect(fleet.as('carol', join(fleet.top, 'deep/er')).holdfast('init').exitCode).toBe(0)
    expect(readTree(join(fleet.top, '.git'))).toEqual(before)
  })

  it('comes to the same when eight start at once', async () => {
    hook('pre-commit', '#!/bin/sh\nexit 0\n')
    hook('pre-push', Buffer.from('#!/usr/bin/env perl\nexit 0;\n'))
    const all = Array.from({ length: 8 }, async () => {
      const child = spawn(process.execPath, [MAIN, 'init', '--yes'], { cwd: fleet.top, stdio: 'ignore' })
      return (await once(child, 'exit'))[0] as number
    })
    expect(await Promise.all(all)).toEqual(Array.from({ length: 8 }, () => 0))
    const together = readTree(join(fleet.top, '.git'))
    expect([...together.keys()].filter((path) => /holdfast-[0-9a-f]{8}-/.test(path))).toEqual([])
    init()
    expect(readTree(join(fleet.top, '.git'))).toEqual(together)
    expect(bob.holdfast('doctor').exitCode).toBe(0)
    alice.holdfast('lock', 'src')
    expect(commit('src/a.ts').exitCode).toBe(1)
  })

  it('replaces a guard of another version, and a Node that is gone', () => {
    init()
    const before = readTree(join(fleet.home, 'hooks'))
    writeFileSync(findGuard(fleet.home), 'process.exit(0) // an older one\n')
    writeFileSync(join(fleet.home, 'hooks/guard.sh'), 'exit 0\n')
    writeFileSync(join(fleet.home, 'hooks/node'), '/no/longer/there/node\n')
    expect(bob.holdfast('doctor').exitCode).toBe(1)
    init()
    expect(readTree(join(fleet.home, 'hooks'))).toEqual(before)
    expect(bob.holdfast('doctor').exitCode).toBe(0)
  })

  it('leaves the files of an earlier version to the hooks that are running, and sweeps them an hour later', () => {
    init()
    const before = readTree(join(fleet.home, 'hooks'))
    const script = join(fleet.home, 'hooks/guard.sh')
    const earlier = join(fleet.home, 'hooks/guard-0123456789ab.cjs')
    renameSync(findGuard(fleet.home), earlier)
    const scripts = ['far-0123456789ab.awk', 'earlier-check-0123456789ab.sh', 'push-listing-0123456789ab.sh']
    for (const name of [...scripts, 'new-work-0123456789ab.sh']) writeFileSync(join(fleet.home, 'hooks', name), 'old')
    writeFileSync(script, readFileSync(script, 'utf8').replace(/^guard=.*$/m, `guard=${basename(earlier)}`))
    const hourAgo = Date.now() / 1000 - 3_601
    utimesSync(script, hourAgo, hourAgo)
    init()
    expect(existsSync(earlier)).toBe(true)
    expect(bob.holdfast('doctor').exitCode).toBe(0)
    init()
    expect(existsSync(earlier)).toBe(true)
    utimesSync(script, hourAgo, hourAgo)
    init()
    expect(readTree(join(fleet.home, 'hooks'))).toEqual(before)
  })

  it('writes what a hook starts before the script that names it', () => {
    const paths: readonly string[] = bob
      .json('init', '--dry-run')
      .edits.map((edit: { path: string }) => basename(edit.path))
    const late = paths.findIndex((path) => path.startsWith('guard-late-'))
    const guard = paths.findIndex((path) => /^guard-[0-9a-f]{12}\.cjs$/.test(path))
    expect([late, guard]).not.toContain(-1)
    expect(paths.indexOf('guard.sh')).toBeGreaterThan(Math.max(late, guard))
    expect(paths.lastIndexOf('pre-commit')).toBeGreaterThan(paths.indexOf('guard.sh'))
  })

  it('keeps a Node that runs, also where another one starts it', () => {
    init()
    const other = join(fleet.folder, 'other-node')
    writeFileSync(other, `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 })
    writeFileSync(join(fleet.home, 'hooks/node'), `${other}\n`)
    expect(bob.holdfast('doctor').exitCode).toBe(0)
    init()
    expect(readFileSync(join(fleet.home, 'hooks/node'), 'utf8')).toBe(`${other}\n`)
  })

  it('guards a linked worktree from the main one, and the other way round', () => {
    bob.git('worktree', 'add', '--quiet', '../linked', '-b', 'linked')
    const linked = fleet.as('bob', join(fleet.folder, 'linked'))
    expect(linked.holdfast('init').exitCode).toBe(0)
    alice.holdfast('lock', 'src')
    expect(commit('src/a.ts').exitCode).toBe(1)
    expect(commit('src/a.ts', linked).exitCode).toBe(1)
  })

  it('says what is wrong with a bare repository, and with none', () => {
    for (const where of [fleet.remote, fleet.folder]) {
      const before = readTree(fleet.remote)
      const refused = fleet.as('bob', where).holdfast('init')
      expect(refused.exitCode).toBe(2)
      expect(refused.stderr).toMatch(/bare repository|not in a git repository/)
      expect(readTree(fleet.remote)).toEqual(before)
    }
  })

  it.each(['global', 'local'] as const)(
    'refuses hooks that other repositories share by a %s core.hooksPath',
    (scope) => {
      const shared = join(fleet.folder, 'shared-hooks')
      mkdirSync(shared)
      const env = { GIT_CONFIG_GLOBAL: join(fleet.folder, 'global') }
      bob.run('git', ['config', `--${scope}`, 'core.hooksPath', shared], { env })
      const refused = bob.run('git-holdfast', ['init', '--yes'], { env })
      expect(refused.exitCode).toBe(2)
      expect(refused.stderr).toContain('core.hooksPath')
      expect(refused.stderr).toContain(shared)
      expect(readTree(shared).size).toBe(1)
      expect(existsSync(fleet.home)).toBe(false)
    },
  )

  it('uses a hooks path of its own within the work tree', () => {
    bob.git('config', 'core.hooksPath', '.githooks')
    init()
    alice.holdfast('lock', 'src')
    expect(commit('src/a.ts').exitCode).toBe(1)
    expect(existsSync(join(fleet.top, '.githooks/pre-commit'))).toBe(true)
  })

  it('writes through no link that leads out of the repository', () => {
    const outside = join(fleet.folder, 'outside')
    mkdirSync(outside)
    mkdirSync(fleet.home)
    writeFileSync(join(outside, 'pre-commit'), '#!/bin/sh\n')
    const before = readTree(outside)
    for (const [path, target] of [
      [join(fleet.home, 'hooks'), outside],
      [join(hooks, 'pre-commit'), join(outside, 'pre-commit')],
    ] as const) {
      symlinkSync(target, path)
      const refused = bob.holdfast('init', '--yes')
      expect(refused.exitCode).toBe(2)
      expect(refused.stderr).toContain('leads out of the repository')
      expect(readTree(outside)).toEqual(before)
      rmSync(path)
    }
    expect(existsSync(join(hooks, 'pre-push'))).toBe(false)
  })
})

describe('a hook that is there already', () => {
  const KINDS: readonly (readonly [string, string, string | Buffer])[] = [
    ['of sh', 'sh', `#!/bin/sh\n${NOTE('theirs $# $1')}exit "$(cat ../code)"\n`],
    ['of sh that stops at errors', 'sh', `#!/bin/sh -eu\n${NOTE('theirs $# ${1-}')}exit "$(cat ../code)"\n`],
    ['without an interpreter', 'sh', `${NOTE('theirs $# $1')}exit "$(cat ../code)"\n`],
    ['without a last line end', 'sh', `#!/bin/sh\n${NOTE('theirs $# $1')}exit "$(cat ../code)"`],
    [
      'of bash',
      'bash',
      `#!/usr/bin/env bash\nset -o pipefail\nnote=(theirs "$#" "$1")\n${NOTE('${note[*]}')}exit "$(cat ../code)"\n`,
    ],
    [
      'of perl',
      'perl',
      '#!/usr/bin/env perl\nsystem qq{echo "theirs ${\\ scalar @ARGV} $ARGV[0]" >> ../notes};\nexit `cat ../code`;\n',
    ],
    [
      'of python',
      'python3',
      '#!/usr/bin/env python3\nimport sys\nopen("../notes", "a").write(f"theirs {len(sys.argv) - 1} {(sys.argv + [str()])[1]}\\n")\nsys.exit(int(open("../code").read()))\n',
    ],
    [
      'of sh with bytes behind its end',
      'sh',
      Buffer.concat([
        Buffer.from(`#!/bin/sh\n${NOTE('theirs $# $1')}exit "$(cat ../code)"\n`),
        Buffer.from([0, 255, 10]),
      ]),
    ],
  ].filter(([, program]) => spawnSync(program as string, ['-c', ':']).error === undefined) as never

  it.each(KINDS)(
    '%s runs after the guard, with its arguments and exit code, and comes back byte for byte',
    (_what, _program, content) => {
      const code = join(fleet.folder, 'code')
      const mode = 0o754
      for (const name of ['pre-commit', 'pre-push']) hook(name, content, mode)
      const before = readTree(hooks)
      init()
      writeFileSync(code, '0')
      expect(commit('docs/a.md').exitCode).toBe(0)
      expect(notes().trim()).toBe('theirs 0')
      expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(0)
      expect(notes()).toContain('theirs 2 origin')
      writeFileSync(code, '3')
      expect(commit('docs/a.md').exitCode).toBe(1)
      expect(bob.git('push', '--quiet', 'origin', 'HEAD:refs/heads/new').exitCode).toBe(1)
      writeFileSync(code, '0')
      const ran = notes()
      alice.holdfast('lock', 'src')
      expect(commit('src/a.ts').exitCode).toBe(1)
      expect(notes()).toBe(ran)
      expect(bob.holdfast('uninstall').exitCode).toBe(0)
      expect(readTree(hooks)).toEqual(before)
    },
  )

  it('gets what git gives to pre-push, as the guard does', () => {
    hook('pre-push', '#!/bin/sh\ncat >> ../notes\n')
    init()
    commit('docs/a.md')
    const id = bob.git('rev-parse', 'HEAD').stdout.trim()
    expect(bob.git('push', '--quiet', 'origin', 'main', 'HEAD:refs/heads/two').exitCode).toBe(0)
    expect(notes().split('\n')).toHaveLength(3)
    expect(notes()).toContain(`refs/heads/main ${id} refs/heads/main `)
    expect(bob.git('push', '--quiet', 'origin', 'main').exitCode).toBe(0)
    expect(notes().split('\n')).toHaveLength(3)
  })

  it('that git passes over stays asleep', () => {
    for (const content of [`#!/bin/sh\n${NOTE('awake')}`, '#!/usr/bin/env perl\nsystem "echo awake >> ../notes";\n']) {
      hook('pre-commit', content, 0o644)
      const before = readTree(hooks)
      init()
      expect(commit('docs/a.md').exitCode).toBe(0)
      alice.holdfast('lock', 'src')
      expect(commit('src/a.ts').exitCode).toBe(1)
      alice.holdfast('unlock', 'src')
      expect(notes()).toBe('')
      bob.holdfast('uninstall')
      expect(readTree(hooks)).toEqual(before)
      bob.git('rm', '-q', '--cached', 'src/a.ts')
    }
  })

  it('with line ends of Windows comes back as it was', () => {
    hook('pre-commit', '#!/bin/sh\r\nexit 0\r\n')
    const before = readTree(hooks)
    init()
    alice.holdfast('lock', 'src')
    expect(commit('src/a.ts').exitCode).toBe(1)
    bob.holdfast('uninstall')
    expect(readTree(hooks)).toEqual(before)
  })

  it('and gets lines of its own later keeps those when the guard goes', () => {
    init()
    const path = join(hooks, 'pre-commit')
    writeFileSync(path, `${readFileSync(path, 'utf8')}${NOTE('added later')}`)
    init()
    expect(commit('docs/a.md').exitCode).toBe(0)
    bob.holdfast('uninstall')
    expect(readFileSync(path, 'utf8')).toContain('added later')
    expect(readFileSync(path, 'utf8')).not.toContain('holdfast')
  })
})

describe('uninstall', () => {
  it('takes away what init brought, once, and leaves locks and mail', () => {
    const before = readTree(hooks)
    init()
    alice.holdfast('lock', 'src')
    expect(bob.holdfast('uninstall', '--dry-run').exitCode).toBe(0)
    expect(commit('src/a.ts').exitCode).toBe(1)
    expect(bob.holdfast('uninstall').exitCode).toBe(0)
    expect(readTree(hooks)).toEqual(before)
    const after = readTree(join(fleet.top, '.git'))
    const again = bob.holdfast('uninstall')
    expect(again).toMatchObject({ exitCode: 0 })
    expect(again.stdout).toContain('no guard is installed here')
    expect(readTree(join(fleet.top, '.git'))).toEqual(after)
    expect(bob.git('commit', '--quiet', '-m', 'x').exitCode).toBe(0)
    expect(bob.json('locks').locks).toHaveLength(1)
  })

  it('leaves hooks that other repositories share alone', () => {
    init()
    const shared = join(fleet.folder, 'shared')
    mkdirSync(shared)
    writeFileSync(join(shared, 'pre-commit'), '#!/bin/sh\n# >>> holdfast >>>\n# <<< holdfast <<<\n')
    bob.git('config', 'core.hooksPath', shared)
    const before = readTree(shared)
    expect(bob.holdfast('uninstall').exitCode).toBe(0)
    expect(readTree(shared)).toEqual(before)
    expect(existsSync(join(hooks, 'pre-commit'))).toBe(false)
  })
})

describe('the guard outlives', () => {
  it('a move of the repository', () => {
    hook('pre-push', '#!/usr/bin/env perl\nsystem "echo theirs >> ../notes";\n')
    init()
    alice.holdfast('lock', 'src')
    const moved = join(fleet.folder, "else where's")
    renameSync(fleet.top, moved)
    const there = fleet.as('bob', moved)
    expect(commit('src/a.ts', there).exitCode).toBe(1)
    there.git('rm', '-q', '--cached', 'src/a.ts')
    expect(commit('docs/a.md', there).exitCode).toBe(0)
    expect(there.git('push', '--quiet', 'origin', 'main').exitCode).toBe(0)
    expect(notes()).toBe('theirs\n')
    expect(there.holdfast('doctor').exitCode).toBe(0)
  })

  it('the package that brought it', () => {
    init()
    alice.holdfast('lock', 'src')
    const without = fleet.as('bob')
    rmSync(join(fleet.folder, 'bin'), { recursive: true })
    expect(commit('src/a.ts', without).exitCode).toBe(1)
    expect(commit('src/b.ts', without).stderr).toContain('locked by alice')
  })
})

describe('doctor', () => {
  it('says what is missing before init, and nothing after it', () => {
    const before = bob.holdfast('doctor')
    expect(before.exitCode).toBe(1)
    expect(before.stdout).toContain('Try: git holdfast init')
    init()
    expect(bob.holdfast('doctor').exitCode).toBe(0)
    expect(bob.json('doctor')).toMatchObject({ isGood: true })
  })

  it('installs with --fix, in every worktree', () => {
    bob.git('worktree', 'add', '--quiet', '../linked', '-b', 'linked')
    expect(bob.holdfast('doctor', '--fix').exitCode).toBe(0)
    expect(bob.holdfast('doctor').exitCode).toBe(0)
    alice.holdfast('lock', 'src')
    expect(commit('src/a.ts', fleet.as('bob', join(fleet.folder, 'linked'))).exitCode).toBe(1)
  })

  it.each([
    ['a hook that lost its mode', () => chmodSync(join(hooks, 'pre-commit'), 0o644)],
    ['a hook that is gone', () => rmSync(join(hooks, 'pre-push'))],
    ['a hook that another program wrote over', () => writeFileSync(join(hooks, 'pre-commit'), '#!/bin/sh\nexit 0\n')],
    ['a guard that is gone', () => rmSync(findGuard(fleet.home))],
    ['a shell part that is gone', () => rmSync(join(fleet.home, 'hooks/guard.sh'))],
    ['a table that is torn', () => tearTable()],
  ])('finds and mends %s', (_what, spoil) => {
    init()
    alice.holdfast('lock', 'src')
    spoil()
    expect(bob.holdfast('doctor').exitCode).toBe(1)
    expect(bob.holdfast('doctor', '--fix').exitCode).toBe(0)
    const after = bob.holdfast('doctor')
    expect(after.exitCode, after.stdout).toBe(0)
    expect(commit('src/a.ts').exitCode).toBe(1)
  })

  it('tells of a mailbox that is none, and goes on', () => {
    init()
    rmSync(join(fleet.home, 'comm'), { recursive: true, force: true })
    writeFileSync(join(fleet.home, 'comm'), 'no folder')
    const told = bob.holdfast('doctor')
    expect(told.exitCode).toBe(1)
    expect(told.stdout).toMatch(/BAD +mail/)
    expect(told.stdout).toMatch(/ok +hooks/)
  })

  function tearTable(): void {
    const folder = join(fleet.home, 'locks/.holdfast/gen')
    const path = join(folder, '000000000001')
    expect(statSync(path).isFile()).toBe(true)
    chmodSync(path, 0o644)
    writeFileSync(path, '{"holders":["ali')
  }
})
