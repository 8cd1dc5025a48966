# The hooks beside this file read it, with $hook, $common, $holdfast and the hook's own arguments. It ends the hook when
# it is certain that no other agent holds a lock, or none near the changes; any doubt goes to the guard in Node.
#
# A function ends with 0 if its name is true, and with 1 if not. If the name says `is_clear` or `is_far`, 1 means "not
# certain": then the next step, awk or Node, decides. The shell never refuses anything.

# A shell takes options and ignored patterns from its environment: with them a full folder could look empty.
set +ef
unset GLOBIGNORE
# This does the same as `hookEnvironment` of src/git/environment.ts, which gives the reasons: it unsets variables that
# would mislead git, and sets our own. The locale is also for the shell: in some languages [A-Z] has further letters.
unset {{misleading variables}}
export {{own variables}}

# ---- settings: read git's configuration ---------------------------------------------------------------------------

# 0: the settings are read. 1: one of their lines has a form that only the guard understands.
holdfast_read_settings() {
  me='' shared='' ownership='' publish='' rules='' fold=''
  # The shell puts the lines below into its temporary folder: without room there it would read none.
  while IFS= read -r line; do
    case $line in
      'holdfast.agent '*) me=${line#* } ;;
      'holdfast.locksdir '*) shared=${line#* } ;;
      'holdfast.ownership '*) ownership=${line#* } ;;
      'holdfast.publish '*) publish=${line#* } ;;
      # A key without a value means true, and a value of two lines could mean anything.
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

# 0: no other agent holds a lock. 1: not certain. Starts no process while there is no lock file.
holdfast_is_clear() {
  [ "$settings_ended" -le 1 ] && holdfast_read_settings && holdfast_find_locks || return 1
  # No agent works on a server, whatever the name of the server's account.
  [ "$hook" != pre-receive ] || { me='' && holdfast_has_no_published_locks; } || return 1
  is_mine=''
  holdfast_table_is_clear || return 1
  holdfast_files_are_clear "$locks"/*.agent_lock || return 1
  [ "$hook" != pre-push ] || holdfast_shows_nothing || return 1
  [ -z "$is_mine" ] || holdfast_name_is_owner
}

# 0: $locks is the folder of the locks, which need not exist. 1: the shell cannot find or read the folder.
holdfast_find_locks() {
  locks=${HOLDFAST_LOCKS_DIR:-$shared}
  case $locks in
    '') locks=$holdfast/locks ;;
    # The guard resolves a relative path and a path in the home folder.
    */.. | */../* | [!/]*) return 1 ;;
    # A missing folder may be out of reach for a while.
    *) [ -d "$locks" ] || return 1 ;;
  esac
  # A folder that cannot be listed would look empty.
  for folder in "$locks" "$locks/.holdfast" "$locks/.holdfast/gen" "$locks/.holdfast/done"; do
    [ ! -L "$folder" ] || return 1
    [ -d "$folder" ] || [ ! -e "$folder" ] || return 1
    [ ! -d "$folder" ] || { [ -r "$folder" ] && [ -x "$folder" ]; } || return 1
  done
}

# 0: no lock in the table belongs to another agent. 1: not certain; $table is set if others do hold locks in it.
# The second line of the newest generation names every holder. The generations are listed twice: if one was swept in
# between, the second listing finds a newer one.
holdfast_table_is_clear() {
  newest='' again=''
  for file in "$locks"/.holdfast/gen/*; do newest=$file; done
  case ${newest##*/} in
    '' | '*') holdfast_was_never_written; return ;;
    *[!0-9]*) return 1 ;;
    ????????????) ;;
    *) return 1 ;;
  esac
  # Reading a pipe would never end, and a link may lead anywhere.
  [ -f "$newest" ] && [ ! -L "$newest" ] || return 1
  { IFS= read -r sum && IFS= read -r holders && IFS= read -r head; } < "$newest" || return 1
  for file in "$locks"/.holdfast/gen/*; do again=$file; done
  [ "$again" = "$newest" ] || return 1
  case $sum$holders$head in
    '{"sum":"'*'","holders":[],"schemaVersion":"1.'*'"locks":[],'*) ;;
    '{"sum":"'*"\",\"holders\":[\"$me\"],\"schemaVersion\":\"1."*) is_mine=yes ;;
    # Others hold locks: the index of the table says where.
    *) table=$newest; return 1 ;;
  esac
}

# 0: the store never had a table. 1: it had one.
# If generations were swept, there is a newer generation, or the store is broken.
holdfast_was_never_written() {
  for file in "$locks"/.holdfast/done/*; do again=$file; done
  case ${again##*/} in '' | '*') ;; *) return 1 ;; esac
}

# 0: each lock file is the agent's own. 1: not certain.
# Each file names its agent once, in the form that Holdfast writes.
holdfast_files_are_clear() {
  holdfast_hides_no_file || return 1
  # Without any file, $1 is the pattern itself. If the first file has just gone, the others are still checked.
  [ "$1" != "$locks/*.agent_lock" ] || [ -e "$1" ] || [ -L "$1" ] || return 0
  is_mine=yes
  for file do
    [ -f "$file" ] && [ ! -L "$file" ] || return 1
  done
  agents=$(grep -F '"agent_id"' -- "$@" /dev/null 2>&1)
  [ "$agents" = "$(printf "%s:    \"agent_id\": \"$me\",\n" "$@")" ]
}

# 0: `*` finds every lock file. 1: it leaves one out.
holdfast_hides_no_file() {
  for file in "$locks"/.*agent_lock; do
    [ ! -e "$file" ] && [ ! -L "$file" ] || return 1
  done
}

# 0: the locks of $me belong to this agent. 1: not certain.
# With `ownership: session` a name alone does not tell the owner of a lock; a text that is no name owns nothing.
holdfast_name_is_owner() {
  case $me in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) return 1 ;; esac
  [ ${#me} -le 64 ] && [ "${ownership:-agent}" = agent ] || return 1
  [ -e .holdfast.json ] || return 0
  [ -f .holdfast.json ] || return 1
  # JSON may write a letter as an escape.
  grep -qF -e ownership -e warnUnlocked -e requireLock -e '\' .holdfast.json 2>/dev/null
  [ $? -eq 1 ]
}

# 0: this push has no lock to publish, and none to withdraw. 1: not certain.
# A push also publishes the agent's own locks at the remote, or withdraws them when they are gone.
holdfast_shows_nothing() {
  case ${HOLDFAST_PUBLISH:-$publish} in off) return 0 ;; esac
  [ -z "$is_mine" ] || return 1
  for file in "$locks"/.holdfast/published/*.json; do [ ! -e "$file" ] || return 1; done
}

# ---- staged: is a lock of others near the changes? ----------------------------------------------------------------

# 0: others hold locks, but none near the paths that $1 lists. 1: not certain.
# One `awk` compares the paths with the table's index, and warns of the paths that the agent has not locked. The
# last line of $1 says how git ended.
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

# 0: no lock of others is near the staged paths. 1: not certain.
# A merge does not itself change all of its paths. For a cherry-pick, unlocked paths are not reported again.
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

# Prints the staged paths, and in the last line how git ended.
holdfast_staged_names() {
  holdfast_diff_index --name-only
  echo "ended $?"
}

# Prints the staged changes, and behind the last NUL how git ended: this runs while Node starts.
holdfast_staged() {
  holdfast_diff_index --raw -z
  echo "$?"
}

# ---- hand over: to git, to the next script, to Node ---------------------------------------------------------------

# Never returns: git goes on.
# `doctor` tests the guard with a commit that must be refused: its variable lets nothing pass.
holdfast_let_through() {
  [ -z "${HOLDFAST_CANARY-}" ] || exit 3
  [ "$hook" != prepare-commit-msg ] || ! holdfast_find_script commit-trailer || . "$script"
  exit 0
}

# 0: $script exists, in the version of this file. 1: it is missing.
holdfast_find_script() {
  script=$holdfast/hooks/$1${guard#guard}
  script=${script%.cjs}.sh
  [ -f "$script" ]
}

# Never returns: git goes on if the policy `onError` says so, and stops if not.
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
  # The pusher reads this, and cannot repair the server.
  if [ "$hook" = pre-receive ]; then
    where='Try, on the server:'
    case $fix in *' init') fix="$fix --server" ;; esac
  fi
  printf '%s\n  %s\n' "$where" "$fix" >&2
  exit 1
}

# 0: $node can start the guard, and its files are there. 1: it cannot: $problem says why, and $repair is a command.
holdfast_find_node() {
  # These variables slow the start of Node, prevent it, or make Node write files. The guard needs none of them.
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
  # The answers that git has given here. Empty if git failed; a variable beyond 128 KiB lets no program start.
  HOLDFAST_ASKED=''
  [ "$settings_ended" -gt 1 ] || [ ${#settings} -gt 65536 ] || HOLDFAST_ASKED="common $common
$settings"
  export HOLDFAST_ASKED
}

# If git's configuration runs the guard, a hook file must not run it again. git 2.54 and later lists the hooks of its
# configuration; an older git lists none.
if [ "${HOLDFAST_BY-}" != config ] && [ -e "$holdfast/hooks/in-config" ] &&
  git hook list "$hook" 2>/dev/null | grep -qxF "holdfast-$hook"; then holdfast_let_through; fi

# `init` writes the version of this file into the name: this file starts no part of another version.
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
    # The commit has already reported the paths that are not locked.
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
# The guard ends with 0 or 1. With any other code, it was killed or could not start.
[ "$ended" -le 1 ] || holdfast_cannot_start "the guard ended with $ended" 'git holdfast doctor'
[ "$ended" -ne 0 ] || holdfast_let_through
exit "$ended"
