/** One hook that we install. The build makes it from `hooks/hook.sh.template`. */
export interface HookScript {
  readonly name: string
  /** The first line says it to whoever opens the file. */
  readonly purpose: string
  /** Whose option installs it. */
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
    purpose: 'refuses what pre-commit never sees, and notes which agent commits',
  },
  { name: 'pre-push', purpose: 'refuses a push of commits that touch what another agent has locked' },
  {
    name: 'pre-receive',
    purpose: 'refuses pushed commits that touch what another agent has locked',
    option: '--server',
    first: `# A push over a path brings the pusher's own environment, and the server decides by its configuration alone.
[ -n "\${HOLDFAST_CANARY-}" ] || unset {{variables of a canary}}
unset {{variables of a pusher}}`,
    last: `updates=$(cat) || exit 1
exec <<UPDATES || exit 1
$updates
UPDATES

# Clones publish nothing here, neither before nor by this push: what they publish is looked at, too.
holdfast_has_no_published_locks() {
  case $updates in *' refs/holdfast/'*) return 1 ;; esac
  published=$(git for-each-ref --count=1 refs/holdfast/locks/ 2>&1) && [ -z "$published" ]
}`,
  },
  {
    name: 'reference-transaction',
    purpose: 'refuses a branch that would get work on what another agent has locked',
    option: '--strict',
    first: `# git asks for every ref that moves, several times: whatever is no branch ends here, without another process.
[ "\${1-}" = prepared ] || exit 0
tips='' updates=''
while read -r old new ref; do
  # A symbolic ref, or a branch that goes away, brings nothing.
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
