import { renderSeenTable } from './seen-table.mjs'

const COLUMNS = {
  bothRun: 'both run',
  input: 'arguments and input reach both',
  reinstall: 'its installer again',
  uninstall: '`git holdfast uninstall`',
  worktree: 'linked worktree',
}

const ROWS = {
  'plain-sh': 'a hook in sh',
  'plain-python': 'a hook in Python',
  'plain-perl': 'a hook in Perl',
  'plain-node': 'a hook in Node',
  'plain-program': 'a compiled program',
  husky: 'husky 9',
  'pre-commit': 'pre-commit',
  prek: 'prek',
  lefthook: 'lefthook 2',
  'simple-git-hooks': 'simple-git-hooks',
  'git-lfs': 'git-lfs',
}

export function renderNeighbours(seen) {
  return `# Neighbours

Holdfast lives beside whatever runs your git hooks. \`git holdfast init\` finds out what that is; \`init --dry-run\` shows every
file that it would touch. It never writes a global \`core.hooksPath\`, and never renames a hook of somebody else's.

Every cell below is what a test saw on the real program (\`test/rules/neighbours/\`). The tests compare it again in every run, and this
page is made from what they saw.

${renderSeenTable('neighbour', COLUMNS, ROWS, seen)}

## How each is wired

**A hook of your own.** In a shell hook, ours are lines at the top, between \`# >>> holdfast >>>\` and \`# <<< holdfast <<<\`. Any
other hook is kept, byte for byte, in \`.git/holdfast/chained/\`, and runs after ours.

**husky.** The lines go into \`.husky/<hook>\`, beside husky's generated folder: running husky again does not touch them. Commit
them. In a linked worktree git runs no hook at all until husky is installed there; \`doctor\` names the worktree and the command.
\`HUSKY=0\` switches husky's hooks off, ours among them.

**pre-commit and prek.** Both write their hook anew at each install, and run first what stood there before, from
\`<hook>.legacy\`: that is where ours goes. \`install --overwrite\` deletes it; \`doctor --fix\` puts it back. Their hooks also run
where ours has refused; the commit stays refused.

**lefthook.** It writes its hooks anew at each install, and whenever its configuration has changed, also in the middle of a
commit. So \`init\` adds one line to \`lefthook.yml\` (or the TOML or JSON in its place): an \`rc\`, which each of its hooks reads
before anything else. Commit it: in a clone without the guard it does nothing. Where you have an \`rc\` already, \`init\` says the
line to put there. \`LEFTHOOK=0\` switches lefthook's hooks off, ours among them.

**simple-git-hooks.** Each install writes its hooks anew and deletes every hook that its configuration does not name, so that it
takes the guard along. Run \`npx simple-git-hooks && git holdfast doctor --fix\`: doctor finds what it dropped, and puts it back.
\`SKIP_SIMPLE_GIT_HOOKS=1\` switches its hooks off, ours
among them.

**git's own configuration.** From 2.54 on git runs hooks that its configuration names, in every linked worktree and whatever
\`core.hooksPath\` says. \`git holdfast init --hooks config\` writes them into the repository's \`.git/config\`, between the same two
lines; an older git refuses the option. Where a hook file names the guard as well, it asks once. Not in the table: no git 2.54
was at hand. What is written was read back by git 2.39, and run by a stand-in that follows the documentation of 2.54
(\`test/support/git-254.mjs\`), also under \`doctor\`.

**git-lfs.** Ours are lines at the top of its \`pre-push\`. \`git lfs install\` then says \`Hook already exists\` and leaves it as it
is: both keep running. \`--force\` overwrites it, and \`doctor --fix\` mends that. Install git-lfs before the guard: it adds
nothing to a hook that is there.

## Found and mended

\`git holdfast doctor\` proves the guard in every worktree: it puts a commit that has to be refused to the very hook that git runs
there, in a throw-away index, work tree and store. A guard that another installer dropped, a hook that lost its mode, an \`exit\`
above our lines, missing or old files of the guard: each is named with its repair, and \`doctor --fix\` does it.
`
}
