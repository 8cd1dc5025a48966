/** One way in which a path changes. Run by sh in a fresh repository, where `$D/a.txt` is the path that it touches. */
export interface Operation {
  readonly key: string
  readonly title: string
  readonly script: string
  /** It only brings work of others, or changes no path: then it has to pass. */
  readonly isImport?: true
  readonly isPush?: true
}

const EDIT = 'echo more >> $D/a.txt'
const STAGE = `${EDIT}; git add .`
const COMMIT = `${STAGE}; git -c core.hooksPath=/dev/null commit -qm work`
const SIDE_PATCH = 'git format-patch -q --stdout main..side-$D > ../side.patch'

type Row = readonly [key: string, title: string, script: string]

const AUTHORED: readonly Row[] = [
  ['commit', '`git commit`', `${STAGE}; git commit -qm x`],
  ['commit-all', '`git commit -a`', `${EDIT}; git commit -qam x`],
  ['commit-path', '`git commit -- path`', `${EDIT}; git commit -qm x -- $D/a.txt`],
  ['commit-include', '`git commit -i path`', `${EDIT}; git commit -qm x -i $D/a.txt`],
  ['commit-amend', '`git commit --amend`', `${STAGE}; git commit -q --amend --no-edit`],
  ['commit-delete', 'a deletion', `git rm -q $D/a.txt; git commit -qm x`],
  ['commit-rename', 'a rename away', `git mv $D/a.txt away.txt; git commit -qm x`],
  ['commit-mode', 'a change of mode', `git update-index --chmod=+x $D/a.txt; git commit -qm x`],
  ['commit-subfolder', 'a commit in a subfolder', `${EDIT}; cd $D; git commit -qam x`],
  ['commit-detached', 'a commit on a detached HEAD', `git checkout -q --detach; ${STAGE}; git commit -qm x`],
  ['commit-orphan', 'a first commit of an orphan branch', `git checkout -q --orphan new; git commit -qm x -- $D/a.txt`],
  [
    'commit-worktree',
    'a commit in a linked worktree',
    `git worktree add -q -b w ../w; cd ../w; ${EDIT}; git commit -qam x; cd "$OLDPWD"; git reset -q --hard w`,
  ],
  [
    'commit-git-dir',
    '`GIT_DIR=… git commit`',
    `${EDIT}; export GIT_DIR="$PWD/.git" GIT_WORK_TREE="$PWD"; git commit -qam x`,
  ],
  [
    'commit-private-index',
    'a commit from an index of its own',
    `cp .git/index ../index; export GIT_INDEX_FILE="$PWD/../index"; ${STAGE}; git commit -qm x`,
  ],
  ['commit-no-verify', '`git commit --no-verify`', `${STAGE}; git commit -qnm x`],
  ['amend-no-verify', '`git commit --amend --no-verify`', `${STAGE}; git commit -qn --amend --no-edit`],
  ['commit-no-hooks', '`git -c core.hooksPath=… commit`', `${STAGE}; git -c core.hooksPath=/dev/null commit -qm x`],
  ['cherry-pick', '`git cherry-pick`', 'git cherry-pick side-$D >/dev/null'],
  ['cherry-pick-staged', '`git cherry-pick -n`, then a commit', 'git cherry-pick -n side-$D; git commit -qm x'],
  ['revert', '`git revert`', 'git revert --no-edit last-$D >/dev/null'],
  [
    'merge-own',
    'a merge with a change of its own',
    `git merge -q --no-ff --no-commit other-side >/dev/null 2>&1; ${STAGE}; git commit -qm x`,
  ],
  ['merge-squash', '`git merge --squash`, then a commit', 'git merge -q --squash side-$D >/dev/null; git commit -qm x'],
  ['rebase-merge', '`git rebase`', 'git checkout -q side-$D; git rebase -q ahead'],
  ['rebase-apply', '`git rebase --apply`', 'git checkout -q side-$D; git rebase -q --apply ahead'],
  ['am', '`git am`', `${SIDE_PATCH}; git am -q ../side.patch`],
  [
    'apply',
    '`git apply --index`, then a commit',
    `${SIDE_PATCH}; git update-index -q --refresh; git apply --index ../side.patch; git commit -qm x`,
  ],
  [
    'update-ref',
    '`git commit-tree` and `git update-ref`',
    `${STAGE}; git update-ref refs/heads/main $(git commit-tree -m x -p HEAD $(git write-tree))`,
  ],
  [
    'fast-import',
    '`git fast-import`',
    `printf 'commit refs/heads/main\\ncommitter B <b@example.org> 1700000000 +0000\\ndata 1\\nx\\nfrom refs/heads/main^0\\nM 100644 inline %s/a.txt\\ndata 2\\ny\\n\\n' $D | git fast-import --quiet --force`,
  ],
  [
    'ref-file',
    'a ref file written by hand',
    `${STAGE}; git commit-tree -m x -p HEAD $(git write-tree) > ../id; cp ../id .git/refs/heads/main`,
  ],
]

const PUSHED: readonly Row[] = [
  ['push', '`git push`', `${COMMIT}; git push -q origin main`],
  ['push-new', 'a push of a new branch', `${COMMIT}; git push -q origin HEAD:refs/heads/new`],
  ['push-force', '`git push --force`', `${COMMIT}; git push -q --force origin HEAD:refs/heads/ahead`],
  ['push-lease', '`git push --force-with-lease`', `${COMMIT}; git push -q --force-with-lease origin main`],
  ['push-id', '`git push origin <id>:<ref>`', `${COMMIT}; git push -q origin $(git rev-parse HEAD):refs/heads/main`],
  ['push-tag', 'a push of an annotated tag', `${COMMIT}; git tag -am x t; git push -q origin refs/tags/t`],
  ['push-several', 'a push of several refs', `git branch b; ${COMMIT}; git push -q origin b main`],
  ['push-atomic', '`git push --atomic`', `git branch b; ${COMMIT}; git push -q --atomic origin b main`],
  ['push-url', 'a push to a URL', `${COMMIT}; git push -q "$PWD/../remote.git" main`],
  [
    'push-back',
    'a change and its way back in one push',
    `${COMMIT}; git -c core.hooksPath=/dev/null revert --no-edit HEAD >/dev/null; git push -q origin main`,
  ],
  ['push-no-verify', '`git push --no-verify`', `${COMMIT}; git push -q --no-verify origin main`],
  [
    'push-other-clone',
    'a push from a clone without hooks',
    `git clone -q ../remote.git ../c; cd ../c; ${STAGE}; git commit -qm x; git push -q origin main; cd "$OLDPWD"; git fetch -q ../c main; git checkout -q FETCH_HEAD`,
  ],
]

const IMPORTED: readonly Row[] = [
  ['add', '`git add`', STAGE],
  ['stash', '`git stash`, and back', `${EDIT}; git stash -q; git stash pop -q`],
  ['checkout', '`git checkout -- path`', `${EDIT}; git checkout -q -- $D/a.txt`],
  ['fetch', '`git fetch`', 'git fetch -q'],
  ['merge-fast', 'a fast-forward to what the remote has', 'git merge -q --ff-only upstream-$D'],
  ['merge-remote', 'a merge of what the remote has', 'git merge -q --no-ff --no-edit upstream-$D'],
  ['pull-fast', '`git pull`', 'git pull -q --ff-only origin upstream-$D'],
  [
    'pull-rebase',
    '`git pull --rebase`',
    `echo own > own.txt; git add .; git commit -qm own; git pull -q --rebase origin upstream-$D`,
  ],
  ['reset', '`git reset --hard`', 'git reset -q --hard upstream-$D'],
  ['branch', '`git branch`', 'git branch new upstream-$D'],
  ['tag', '`git tag`', 'git tag new upstream-$D'],
  ['pack-refs', '`git pack-refs --all`', 'git pack-refs --all'],
]

const MOVED: readonly Row[] = [
  ['push-delete', 'a push that deletes a branch', 'git push -q origin :refs/heads/upstream-$D'],
  ['push-rewind', 'a forced push back to an earlier commit', 'git push -q --force origin main~1:refs/heads/main'],
]

const toOperation = ([key, title, script]: Row): Operation => ({ key, title, script })

export const OPERATIONS: readonly Operation[] = [
  ...AUTHORED.map(toOperation),
  ...PUSHED.map((row) => ({ ...toOperation(row), isPush: true as const })),
  ...IMPORTED.map((row) => ({ ...toOperation(row), isImport: true as const })),
  ...MOVED.map((row) => ({ ...toOperation(row), isImport: true as const, isPush: true as const })),
]
