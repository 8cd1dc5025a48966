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

Holdfast lives beside whatever runs your git hooks. \`git holdfast init\` finds out what that is, and \`init --dry-run\` shows every
file that it would touch. Holdfast never writes a global \`core.hooksPath\`, and never renames a hook of somebody else.

Every cell below is what a test saw on the real program (\`test/rules/neighbours/\`). The test compares the cells again each time it runs.

${renderSeenTable('neighbour', COLUMNS, ROWS, seen)}

## How each is wired

**A hook of your own.** In a shell hook, \`init\` puts lines at the top, between \`# >>> holdfast >>>\` and \`# <<< holdfast <<<\`. It keeps any
other hook, byte for byte, in \`.git/holdfast/chained/\`; that hook runs after the guard.

**husky.** The lines go into \`.husky/<hook>\`, beside the folder that husky generates, so running husky again does not touch them. Commit
them. In a linked worktree git runs no hook at all until husky is installed there; \`doctor\` names the worktree and the command.
\`HUSKY=0\` switches husky's hooks off, and with them the guard.

**pre-commit and prek.** Both write their hook anew at each install, and first run the hook that stood there before, from
\`<hook>.legacy\`. The guard goes into that file. \`install --overwrite\` deletes it, and \`doctor --fix\` puts it back. Their own checks run
even if the guard has refused; the commit stays refused.

**lefthook.** It writes its hooks anew at each install, and whenever its configuration has changed, even in the middle of a
commit. So \`init\` adds one line to \`lefthook.yml\` (or to its TOML or JSON): an \`rc\`, which each hook of lefthook reads
before anything else. Commit that line: in a clone without the guard it does nothing. If you have an \`rc\` already, \`init\` says which
line to put into it. \`LEFTHOOK=0\` switches lefthook's hooks off, and with them the guard.

**simple-git-hooks.** Each install writes its hooks anew and deletes every hook that its configuration does not name, and so deletes
the guard. Run \`npx simple-git-hooks && git holdfast doctor --fix\`: doctor finds what is missing and puts it back.
\`SKIP_SIMPLE_GIT_HOOKS=1\` switches its hooks off, and with them the guard.

**git's own configuration.** Git 2.54 and later runs hooks that its configuration names, in every linked worktree and whatever
\`core.hooksPath\` says. \`git holdfast init --hooks config\` writes them into the repository's \`.git/config\`, between the same two
lines; with an older git \`init\` refuses the option. If a hook file names the guard as well, the guard checks once. This way is not in the
table, because no git 2.54 was at hand. A test reads the configuration back with git 2.39, and runs it, also under \`doctor\`, with a stand-in
that follows the documentation of 2.54 (\`test/support/git-254.mjs\`).

**git-lfs.** The guard's lines go to the top of git-lfs's \`pre-push\`. \`git lfs install\` then says \`Hook already exists\` and leaves the file as
it is: both keep running. \`--force\` overwrites it, and \`doctor --fix\` repairs that. Install git-lfs before the guard, because it adds
nothing to a hook that is there.

## Found and repaired

\`git holdfast doctor\` proves the guard in every worktree: it puts a commit that has to be refused to the very hook that git runs
there, with a throw-away index, worktree and store. It finds a guard that another installer dropped, a hook that lost its mode, an
\`exit\` above the guard's lines, and missing or old files of the guard. It names the repair of each, and \`doctor --fix\` does it.
`
}
