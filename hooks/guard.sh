# Sourced by the hooks beside it, with $hook, $common, $holdfast and the hook's own arguments.
# Ends at once when it is certain that nobody else holds a lock; whatever is doubtful starts the guard itself.

# One `git config` and no other process while there is no lock file.
holdfast_is_clear() {
  me=${HOLDFAST_AGENT-} locks=${HOLDFAST_LOCKS_DIR-} shared='' own_only=${HOLDFAST_OWNERSHIP-agent}
  [ "$settings_ended" -le 1 ] || return 1
  while IFS=' ' read -r key value; do
    case $key in
      holdfast.agent) me=${HOLDFAST_AGENT:-$value} ;;
      holdfast.locksdir) shared=$value ;;
      holdfast.ownership) own_only=${HOLDFAST_OWNERSHIP:-$value} ;;
    esac
  done <<SETTINGS
$settings
SETTINGS
  locks=${locks:-${shared:-$holdfast/locks}}
  # A relative or home path is for the guard to resolve.
  case $locks in "$holdfast/locks" | /*) ;; *) return 1 ;; esac
  # A folder that cannot be listed would look empty.
  for folder in "$locks" "$locks/.holdfast" "$locks/.holdfast/gen" "$locks/.holdfast/done"; do
    [ -d "$folder" ] || [ ! -e "$folder" ] && [ ! -L "$folder" ] || return 1
    [ ! -d "$folder" ] || { [ -r "$folder" ] && [ -x "$folder" ]; } || return 1
  done
  holdfast_table_is_own || return 1
  holdfast_files_are_own "$locks"/*.agent_lock
}

# The first line of the newest generation names every holder. Listed twice: whatever vanished in
# between, old generations being swept, has a newer one that the second listing sees.
holdfast_table_is_own() {
  newest='' again=''
  for file in "$locks"/.holdfast/gen/*; do newest=$file; done
  for file in "$locks"/.holdfast/done/*; do again=$file; done
  # Nothing was ever written; where generations were swept there is a newer one, or the store is broken.
  [ -e "$newest" ] || [ -e "$again" ] || return 0
  IFS= read -r holders < "$newest" || return 1
  for file in "$locks"/.holdfast/gen/*; do again=$file; done
  [ "$again" = "$newest" ] || return 1
  case $holders in
    '{"holders":[],') return 0 ;;
    "{\"holders\":[\"$me\"],") holdfast_name_is_owner ;;
    *) return 1 ;;
  esac
}

holdfast_files_are_own() {
  [ -e "$1" ] || [ -L "$1" ] || return 0
  holdfast_name_is_owner || return 1
  [ -z "$(grep -LF "\"agent_id\": \"$me\"" "$@" 2>&1)" ]
}

# With `ownership: session` a name alone does not say whose a lock is.
holdfast_name_is_owner() {
  [ -n "$me" ] && [ "$own_only" = agent ] || return 1
  [ -e .holdfast.json ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in *ownership*) return 1 ;; esac
  done < .holdfast.json
}

# What a guard that cannot start does is the policy `onError`.
holdfast_cannot_start() {
  echo "holdfast: $1" >&2
  policy=${HOLDFAST_ON_ERROR:-$(git config --get holdfast.onError)}
  if [ -z "$policy" ] && grep -Eq '"onError"[[:space:]]*:[[:space:]]*"warn"' .holdfast.json 2>/dev/null; then policy=warn; fi
  if [ -n "${HOLDFAST_BYPASS-}" ] || [ "$policy" = warn ]; then
    echo "holdfast: let through unchecked" >&2
    exit 0
  fi
  echo "Try:" >&2
  echo "  $2" >&2
  exit 1
}

# What is staged, and behind its last NUL how git ended: it runs while Node starts. The flags are those of
# src/git/diff-flags.ts, the variables those of src/git/environment.ts, with their reasons.
holdfast_staged() {
  unset GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS GIT_EXTERNAL_DIFF GIT_DIFF_OPTS GIT_TRACE GIT_TRACE2
  GIT_OPTIONAL_LOCKS=0 GIT_NO_LAZY_FETCH=1 GIT_NO_REPLACE_OBJECTS=1 LC_ALL=C \
    git diff-index --cached --ita-invisible-in-index --raw -z --no-renames --no-abbrev --ignore-submodules=none \
    --no-ext-diff --no-textconv --no-relative --no-color HEAD -- 2>/dev/null
  echo "$?"
}

settings=$(git config --get-regexp '^(holdfast\.|user\.(name|email)$|core\.ignorecase$)' 2>/dev/null)
settings_ended=$?
holdfast_is_clear && exit 0

# Both cost a start of Node dearly, and the guard needs neither.
unset NODE_OPTIONS NODE_EXTRA_CA_CERTS
node=''
[ -f "$holdfast/hooks/node" ] && IFS= read -r node < "$holdfast/hooks/node"
[ -x "$node" ] || node=$(command -v node) ||
  holdfast_cannot_start 'there is no node on the PATH of this hook, so the locks were not checked' 'PATH=/path/to/node/bin:$PATH git holdfast init'
[ -f "$holdfast/hooks/guard.cjs" ] ||
  holdfast_cannot_start "$holdfast/hooks/guard.cjs is missing, so the locks were not checked" 'git holdfast init'
# What was asked here already. Empty where git could not say.
[ "$settings_ended" -le 1 ] && HOLDFAST_ASKED="common $common
$settings" || HOLDFAST_ASKED=''
export HOLDFAST_ASKED
case $hook in
  pre-commit) holdfast_staged | "$node" "$holdfast/hooks/guard.cjs" "$hook" "$@" ;;
  *) exec "$node" "$holdfast/hooks/guard.cjs" "$hook" "$@" ;;
esac
