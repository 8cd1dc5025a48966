# Read by the hooks beside it, with $hook, $common, $holdfast and the hook's own arguments. Ends the hook when it is
# certain that nobody else holds a lock, or none that comes near; whatever is doubtful it hands over to the guard in Node.
#
# What functions end with: 0 is yes and 1 is no, of what their names say. Where a name says that something `is_clear` or
# `is_far`, 1 is "not certain": the hook is then handed over to the next step, awk or Node, and never refused by the shell.

# A shell takes options and patterns to ignore from its environment: with those a full folder could look empty.
set +ef
unset GLOBIGNORE
# As `hookEnvironment` of src/git/environment.ts, where the reasons are: what would mislead a git that is started here,
# and what each gets. The locale is also for the shell: in some languages [A-Z] has further letters.
unset {{misleading variables}}
export {{own variables}}

# ---- settings: what git's configuration says ----------------------------------------------------------------------

# 0: they are read. 1: a line of them has a form that only the guard understands.
holdfast_read_settings() {
  me='' shared='' ownership='' publish='' rules='' fold=''
  # A shell without room for the lines below in its temporary folder would read none.
  while IFS= read -r line; do
    case $line in
      'holdfast.agent '*) me=${line#* } ;;
      'holdfast.locksdir '*) shared=${line#* } ;;
      'holdfast.ownership '*) ownership=${line#* } ;;
      'holdfast.publish '*) publish=${line#* } ;;
      # A key alone means true, and a value of two lines could mean anything.
      holdfast.agent | holdfast.locksdir | holdfast.ownership) return 1 ;;
      'core.ignorecase false') fold='' ;;
      core.ignorecase*) fold=yes ;;
      holdfast.warnunlocked* | holdfast.requirelock*) rules=yes ;;
      holdfast.* | user.* | remote.* | '') ;;
      *) return 1 ;;
    esac
  done <<SETTINGS || return 1
$settings
SETTINGS
  me=${HOLDFAST_AGENT:-$me} ownership=${HOLDFAST_OWNERSHIP:-$ownership}
}

# ---- store: who holds locks ---------------------------------------------------------------------------------------

# 0: nobody else holds a lock. 1: not certain. Starts no process while there is no lock file.
holdfast_is_clear() {
  [ "$settings_ended" -le 1 ] && holdfast_read_settings && holdfast_find_locks || return 1
  # Nobody is at work on a server, whatever its own account is called.
  [ "$hook" != pre-receive ] || { me='' && holdfast_has_no_published_locks; } || return 1
  is_mine=''
  holdfast_table_is_clear || return 1
  holdfast_files_are_clear "$locks"/*.agent_lock || return 1
  [ "$hook" != pre-push ] || holdfast_shows_nothing || return 1
  [ -z "$is_mine" ] || holdfast_name_is_owner
}

# 0: $locks is the folder of the locks, or where it would be. 1: it cannot be told from here, or cannot be read.
holdfast_find_locks() {
  locks=${HOLDFAST_LOCKS_DIR-$shared}
  case $locks in
    '') locks=$holdfast/locks ;;
    # A relative or home path is for the guard to resolve.
    */.. | */../* | [!/]*) return 1 ;;
    # What is not there may be out of reach.
    *) [ -d "$locks" ] || return 1 ;;
  esac
  # A folder that cannot be listed would look empty.
  for folder in "$locks" "$locks/.holdfast" "$locks/.holdfast/gen" "$locks/.holdfast/done"; do
    [ ! -L "$folder" ] || return 1
    [ -d "$folder" ] || [ ! -e "$folder" ] || return 1
    [ ! -d "$folder" ] || { [ -r "$folder" ] && [ -x "$folder" ]; } || return 1
  done
}

# 0: no lock in the table is another's. 1: not certain; $table is set where others do hold locks in it.
# The second line of the newest generation names every holder. Listed twice: whatever vanished in
# between, old generations being swept, has a newer one that the second listing sees.
holdfast_table_is_clear() {
  newest='' again=''
  for file in "$locks"/.holdfast/gen/*; do newest=$file; done
  case ${newest##*/} in
    '' | '*') holdfast_was_never_written; return ;;
    *[!0-9]*) return 1 ;;
    ????????????) ;;
    *) return 1 ;;
  esac
  # A pipe would never end, and a link may lead anywhere.
  [ -f "$newest" ] && [ ! -L "$newest" ] || return 1
  { IFS= read -r sum && IFS= read -r holders && IFS= read -r head; } < "$newest" || return 1
  for file in "$locks"/.holdfast/gen/*; do again=$file; done
  [ "$again" = "$newest" ] || return 1
  case $sum$holders$head in
    '{"sum":"'*'","holders":[],"schemaVersion":"1.'*'"locks":[],'*) ;;
    '{"sum":"'*"\",\"holders\":[\"$me\"],\"schemaVersion\":\"1."*) is_mine=yes ;;
    # Others hold locks: where, its index tells.
    *) table=$newest; return 1 ;;
  esac
}

# 0: there never was a table. 1: there was one.
# Where generations were swept there is a newer one, or the store is broken.
holdfast_was_never_written() {
  for file in "$locks"/.holdfast/done/*; do again=$file; done
  case ${again##*/} in '' | '*') ;; *) return 1 ;; esac
}

# 0: each lock file is the agent's own. 1: not certain.
# Each file says once who its agent is, and in our own words.
holdfast_files_are_clear() {
  holdfast_hides_no_file || return 1
  # Without any file the pattern stands for itself; a first file that has just gone says nothing of the others.
  [ "$1" != "$locks/*.agent_lock" ] || [ -e "$1" ] || [ -L "$1" ] || return 0
  is_mine=yes
  for file do
    [ -f "$file" ] && [ ! -L "$file" ] || return 1
  done
  agents=$(grep -F '"agent_id"' -- "$@" /dev/null 2>&1)
  [ "$agents" = "$(printf "%s:    \"agent_id\": \"$me\",\n" "$@")" ]
}

# 0: there is no lock file that `*` leaves out. 1: there is one.
holdfast_hides_no_file() {
  for file in "$locks"/.*agent_lock; do
    [ ! -e "$file" ] && [ ! -L "$file" ] || return 1
  done
}

# 0: what $me holds is the agent's own. 1: not certain.
# With `ownership: session` a name alone does not say whose a lock is, and what is no name owns nothing.
holdfast_name_is_owner() {
  case $me in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) return 1 ;; esac
  [ ${#me} -le 64 ] && [ "${ownership:-agent}" = agent ] || return 1
  [ -e .holdfast.json ] || return 0
  [ -f .holdfast.json ] || return 1
  # JSON may spell a word by its numbers.
  grep -qF -e ownership -e warnUnlocked -e requireLock -e '\' .holdfast.json 2>/dev/null
  [ $? -eq 1 ]
}

# 0: this push has no lock to show to the remote, and none to take back. 1: not certain.
# A push also shows the agent's own locks to the remote, or that there are none any more.
holdfast_shows_nothing() {
  case ${HOLDFAST_PUBLISH:-$publish} in off) return 0 ;; esac
  [ -z "$is_mine" ] || return 1
  for file in "$locks"/.holdfast/published/*.json; do [ ! -e "$file" ] || return 1; done
}

# ---- staged: does a lock of others come near what changes? --------------------------------------------------------

# 0: none does. 1: not certain.
# Others hold locks, but none that comes near what $1 lists: one `awk` over the table's index, and the paths once more
# where they have to be said. $1 ends with a line on how git ended.
holdfast_is_far() {
  [ -n "$table" ] && [ -z "$rules${HOLDFAST_WARN_UNLOCKED-}${HOLDFAST_REQUIRE_LOCK-}" ] || return 1
  holdfast_name_is_owner && holdfast_hides_no_file || return 1
  awk="$holdfast/hooks/nothing-near${guard#guard}"
  holdfast_list_files_and "$1" |
    HOLDFAST_TABLE=$table HOLDFAST_ME=$me HOLDFAST_FOLD=$fold awk -f "${awk%.cjs}.awk" >&2 2>/dev/null
}

holdfast_list_files_and() {
  (CDPATH='' cd -- "$locks" && printf '%s\n' *.agent_lock && echo)
  "$1"
}

# 0: no lock comes near what is staged. 1: not certain.
# The paths of a merge are not all its own, and of a pick nobody says again that they are not locked.
holdfast_commits_far() {
  [ "$hook" != pre-merge-commit ] && [ ! -f "$git_dir/MERGE_HEAD" ] || return 1
  if [ -f "$git_dir/CHERRY_PICK_HEAD" ]; then holdfast_is_far holdfast_staged_names 2>/dev/null
  else holdfast_is_far holdfast_staged_names; fi
}

# Ends as git does.
holdfast_diff_index() {
  holdfast_link_index
  git -c core.quotePath=true diff-index {{staged flags}} "$@" {{every path flags}} HEAD -- 2>/dev/null
}

# Prints the paths, and in the last line how git ended.
holdfast_staged_names() {
  holdfast_diff_index --name-only
  echo "ended $?"
}

# Prints what is staged, and behind its last NUL how git ended: it runs while Node starts.
holdfast_staged() {
  holdfast_diff_index --raw -z
  echo "$?"
}

# ---- hand over: to git, to the next script, to Node ---------------------------------------------------------------

# Never returns: git goes on.
# `doctor` proves the guard with a commit that has to be refused: under its variable nothing passes.
holdfast_let_through() {
  [ -z "${HOLDFAST_CANARY-}" ] || exit 3
  [ "$hook" != prepare-commit-msg ] || ! holdfast_find_script commit-trailer || . "$script"
  exit 0
}

# 0: $script is there. 1: it is missing.
# Of the version that this file belongs to.
holdfast_find_script() {
  script=$holdfast/hooks/$1${guard#guard}
  script=${script%.cjs}.sh
  [ -f "$script" ]
}

# Never returns: git goes on where the policy `onError` says so, and stops where it does not.
holdfast_cannot_start() {
  printf 'holdfast: %s, so the locks were not checked\n' "$1" >&2
  policy=${HOLDFAST_ON_ERROR:-$(git config --get holdfast.onError 2>/dev/null)}
  if [ -z "$policy" ] && [ -f .holdfast.json ] &&
    grep -Eq '"onError"[[:space:]]*:[[:space:]]*"warn"' .holdfast.json 2>/dev/null; then policy=warn; fi
  if [ -n "${HOLDFAST_BYPASS-}" ] || [ "$policy" = warn ]; then
    echo 'holdfast: let through unchecked' >&2
    holdfast_let_through
  fi
  where='Try:' fix=$2
  # A pusher reads this, and can repair nothing.
  if [ "$hook" = pre-receive ]; then
    where='Try, on the server:'
    case $fix in *' init') fix="$fix --server" ;; esac
  fi
  printf '%s\n  %s\n' "$where" "$fix" >&2
  exit 1
}

# 0: Node can be started as $node, with what the guard needs. 1: it cannot: $problem says why, $repair what to type.
holdfast_find_node() {
  # These cost a start of Node dearly, keep it from starting, or have it write files, and the guard needs none.
  unset NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_V8_COVERAGE
  node=''
  [ -f "$holdfast/hooks/node" ] && IFS= read -r node < "$holdfast/hooks/node"
  problem='there is no node on the PATH of this hook' repair='PATH=/path/to/node/bin:$PATH git holdfast init'
  [ -f "$node" ] && [ -x "$node" ] || node=$(command -v node) || return 1
  repair='git holdfast init'
  for file in "$holdfast/hooks/$guard" "$holdfast/hooks/guard-late${guard#guard}"; do
    problem="$file is missing"
    [ -f "$file" ] || return 1
  done
  # What was asked here already. Empty where git could not say; no program starts with a variable beyond 128 KiB.
  HOLDFAST_ASKED=''
  [ "$settings_ended" -gt 1 ] || [ ${#settings} -gt 65536 ] || HOLDFAST_ASKED="common $common
$settings"
  export HOLDFAST_ASKED
}

# Where git's configuration names the guard, a hook file that does too asks nothing a second time: git 2.54 and later
# says whom it runs, an older one nothing.
if [ "${HOLDFAST_BY-}" != config ] && [ -e "$holdfast/hooks/in-config" ] &&
  git hook list "$hook" 2>/dev/null | grep -qxF "holdfast-$hook"; then holdfast_let_through; fi

# `init` puts the version here that this file belongs to: nothing of another one is started from here.
guard=guard.cjs
settings=$(git config --get-regexp '^({{setting names}}|remote\..*/)' 2>/dev/null)
settings_ended=$?
git_dir=${GIT_DIR:-.git} newest='' locks='' table='' message=${1-} message_from=${2-} HOLDFAST_CHECK=''
holdfast_is_clear && holdfast_let_through
case $hook in
  pre-commit | pre-merge-commit | prepare-commit-msg)
    holdfast_find_script passed-check || holdfast_cannot_start "$script is missing" 'git holdfast init'
    . "$script"
    [ "$hook" != prepare-commit-msg ] || ! holdfast_was_checked || holdfast_let_through
    holdfast_begin_check
    ! holdfast_commits_far || { holdfast_pass_check; holdfast_let_through; }
    ;;
  reference-transaction)
    for name in passed-check branch-moves; do
      holdfast_find_script "$name" || holdfast_cannot_start "$script is missing" 'git holdfast init'
      . "$script"
    done
    ! holdfast_is_checked_commit || holdfast_let_through
    # What is not locked was said at the commit.
    ! holdfast_is_far holdfast_new_paths 2>/dev/null || holdfast_let_through
    ;;
esac

holdfast_find_node || holdfast_cannot_start "$problem" "$repair"
ended=0
case $hook in
  pre-commit | pre-merge-commit | prepare-commit-msg)
    export HOLDFAST_CHECK
    holdfast_staged | "$node" "$holdfast/hooks/$guard" "$hook" "$@"
    ;;
  pre-push)
    holdfast_find_script pushed-paths || holdfast_cannot_start "$script is missing" 'git holdfast init'
    . "$script"
    holdfast_pushed "$@" | "$node" "$holdfast/hooks/$guard" "$hook" "$@"
    ;;
  reference-transaction) printf '%s' "$updates" | "$node" "$holdfast/hooks/$guard" "$hook" "$@" "$branch" ;;
  *) "$node" "$holdfast/hooks/$guard" "$hook" "$@" ;;
esac || ended=$?
# The guard says 0 or 1: anything else, it was killed or could not start.
[ "$ended" -le 1 ] || holdfast_cannot_start "the guard ended with $ended" 'git holdfast doctor'
[ "$ended" -ne 0 ] || holdfast_let_through
exit "$ended"
