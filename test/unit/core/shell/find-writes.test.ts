import { describe, expect, it } from 'vitest'
import { findShellWrites } from '../../../../src/core/shell/find-writes.js'

function pathsOf(line: string): readonly string[] {
  return findShellWrites(line).flatMap((write) =>
    write.kind === 'paths' ? write.paths.map((path) => (write.folder === '' ? path : `${write.folder}/${path}`)) : [],
  )
}

describe('what a shell command plainly writes', () => {
  it.each([
    ['rm -rf src/a.ts "lib/b c.ts"', ['src/a.ts', 'lib/b c.ts']],
    ['mv a b', ['a', 'b']],
    ['cp -r a b dir', ['dir']],
    ['sed -i s/x/y/ a.ts b.ts', ['a.ts', 'b.ts']],
    ["sed -i.bak -e 's/x/y/' a.ts", ['a.ts']],
    ['perl -pi -e s/x/y/ a.ts', ['a.ts']],
    ['cat x | tee -a out.log', ['out.log']],
    ['echo x > a.txt 2>&1', ['a.txt']],
    ['echo x >> a.txt 2>err.txt &>all.txt', ['a.txt', 'err.txt', 'all.txt']],
    ['make && rm a; rm b || rm c\nrm d', ['a', 'b', 'c', 'd']],
    ['(cd sub && rm a)', ['sub/a']],
    ['cd sub; cd deeper; rm a', ['sub/deeper/a']],
    ['git -C other rm a', ['other/a']],
    ['git add a b', ['a', 'b']],
    ['git checkout HEAD -- a', ['a']],
    ['git restore a', ['a']],
    ['git commit -m x -- a', ['a']],
    ['git mv a b', ['a', 'b']],
    ['FOO=1 sudo rm a', ['a']],
    ['/bin/rm a\\ b', ['a b']],
    ['if true; then rm a; fi', ['a']],
  ])('%s', (line, paths) => {
    expect(pathsOf(line)).toEqual(paths)
  })

  it.each([
    ['cat src/a.ts'],
    ['sed s/x/y/ a.ts'],
    ['sed -n 5p a.ts'],
    ['grep -r ">" src'],
    ["echo 'rm a'"],
    ['echo rm a # rm b'],
    ['rm $FILE `ls` *.ts ~/a'],
    ['cd "$HERE"; rm a'],
    ['git status'],
    ['git checkout main'],
    ['git log > /dev/null'],
    ['git add -p'],
    ['git --git-dir=/x commit'],
    ['git holdfast lock a --wait && rm a'],
    ["cat <<'END'\nrm a\nEND"],
    ['rm "a'],
    ['__proto__ a'],
    ['git constructor a'],
    [''],
  ])('nothing in: %s', (line) => {
    expect(findShellWrites(line)).toEqual([])
  })

  it.each([
    ['git commit -m x', { kind: 'staged', folder: '', all: false }],
    ['git commit -am x', { kind: 'staged', folder: '', all: true }],
    ['git -C sub commit --no-verify', { kind: 'staged', folder: 'sub', all: false }],
    ['git add -A', { kind: 'worktree', folder: '', tracked: true, untracked: true }],
    ['git add .', { kind: 'worktree', folder: '', tracked: true, untracked: true }],
    ['git add -u', { kind: 'worktree', folder: '', tracked: true, untracked: false }],
    ['git stash', { kind: 'worktree', folder: '', tracked: true, untracked: false }],
    ['git stash push -u', { kind: 'worktree', folder: '', tracked: true, untracked: true }],
    ['git reset --hard HEAD~1', { kind: 'worktree', folder: '', tracked: true, untracked: false }],
    ['git checkout .', { kind: 'worktree', folder: '', tracked: true, untracked: false }],
    ['git clean -fd', { kind: 'worktree', folder: '', tracked: false, untracked: true }],
  ])('%s is for git to say', (line, write) => {
    expect(findShellWrites(line)).toEqual([write])
  })

  it.each([['git stash list'], ['git stash pop'], ['git clean -n'], ['git reset HEAD a'], ['git commit --dry-run']])(
    '%s takes nothing',
    (line) => {
      expect(findShellWrites(line)).toEqual([])
    },
  )
})

describe('a command made to be slow', () => {
  const long = 60_000
  it.each([
    ['open substitutions', '$('.repeat(long / 2)],
    ['quotes', '"'.repeat(long + 1)],
    ['backslashes', '\\'.repeat(long)],
    ['backticks', '`a'.repeat(long / 2)],
    ['open quotes after words', `${"a'b'".repeat(long / 4)}'`],
    ['separators', ';&|'.repeat(long / 3)],
    ['redirections', '>'.repeat(long)],
    ['commands', 'rm a;'.repeat(long / 5)],
    ['more than is looked at', `rm a ${'x'.repeat(70_000)}`],
  ])('ends: %s', (_what, line) => {
    expect(findShellWrites(line).length).toBeLessThanOrEqual(500)
  })
})
