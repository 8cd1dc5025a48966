/** One hook that we install. The build makes it from `hooks/hook.sh.template`. */
export interface HookScript {
  readonly name: string
  /** The first line of the hook file says it to the reader. */
  readonly purpose: string
  /** The option that installs this hook. */
  readonly option?: '--server' | '--strict'
  /** Lines of sh before the guard is looked for. */
  readonly first?: string
  /** Lines of sh before the guard is started. */
  readonly last?: string
}

export const HOOKS = [
  { name: 'pre-commit', purpose: 'refuses a commit that touches what another agent has locked' },
  {
    name: 'pre-merge-commit',
    purpose: 'refuses a merge whose own changes touch what another agent has locked',
  },
  {
    name: 'prepare-commit-msg',
    purpose: 'refuses commits for which git runs no pre-commit, and notes which agent commits',
  },
  { name: 'pre-push', purpose: 'refuses a push of commits that touch what another agent has locked' },
  {
    name: 'pre-receive',
    purpose: 'refuses pushed commits that touch what another agent has locked',
    option: '--server',
    first: `# A push to a folder runs this hook in the pusher's environment; the server's configuration alone decides.
[ -n "\${HOLDFAST_CANARY-}" ] || unset {{variables of a canary}}
unset {{variables of a pusher}}`,
    last: `updates=$(cat) || exit 1
exec <<UPDATES || exit 1
$updates
UPDATES

# True if no clone has published locks here, and this push publishes none: the guard has to look at such locks, too.
holdfast_has_no_published_locks() {
  case $updates in *' refs/holdfast/'*) return 1 ;; esac
  published=$(git for-each-ref --count=1 refs/holdfast/locks/ 2>&1) && [ -z "$published" ]
}`,
  },
  {
    name: 'reference-transaction',
    purpose: 'refuses to move a branch to commits that touch what another agent has locked',
    option: '--strict',
    first: `# git runs this hook several times for each ref that moves: unless a branch moves, it ends here.
[ "\${1-}" = prepared ] || exit 0
tips='' updates=''
while read -r old new ref; do
  # A symbolic ref, or a branch that is deleted, brings no commit.
  case $ref in refs/heads/*) case $new in *[!0-9a-f]* | "$old") ;; *[!0]*)
    [ -n "$tips" ] || branch=\${ref#refs/heads/}
    tips="$tips $new" updates="$updates$old $new $ref
" ;; esac ;; esac
done
[ -n "$tips" ] || exit 0`,
  },
] as const satisfies readonly HookScript[]

/** The hooks that we install. */
export type HookName = (typeof HOOKS)[number]['name']
