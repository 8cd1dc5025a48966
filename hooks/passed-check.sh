# guard.sh reads this file in the hooks of one commit, with $common, $holdfast, $git_dir, $locks, $newest and $settings.
# A commit that an earlier hook has checked needs no second check if index, HEAD, locks, agent and settings are equal.

# 0: $checking describes what is about to be checked. 1: there is no description, so that every hook checks for itself.
# A hard link to its file identifies the index: git replaces that file and never writes into it, so whatever is staged
# meanwhile is in another file. Text describes the rest. Without a lock table, only other programs hold locks.
holdfast_describe_check() {
  checking='' index=${GIT_INDEX_FILE:-$git_dir/index}
  [ -n "$newest" ] && [ -f "$newest" ] && [ ${#settings} -le 4096 ] && [ -z "${HOLDFAST_CANARY-}" ] || return 1
  holdfast_find_head || return 1
  checking="at $head with $index under $newest
${#HOLDFAST_OWNERSHIP}:${HOLDFAST_OWNERSHIP-}${#HOLDFAST_REQUIRE_LOCK}:${HOLDFAST_REQUIRE_LOCK-}${#HOLDFAST_BYPASS}:${HOLDFAST_BYPASS-}
{{who asks}}
$settings
"
  # pre-merge-commit runs before this file exists: then the guard adds the line.
  [ ! -f "$git_dir/MERGE_HEAD" ] || holdfast_append_lines 'merge ' < "$git_dir/MERGE_HEAD"
}

# 0: $head is the commit that HEAD leads to. 1: there is none, or the shell cannot find it.
holdfast_find_head() {
  IFS= read -r head < "$git_dir/HEAD" || return 1
  case $head in
    'ref: '*)
      if [ -f "$common/${head#ref: }" ]; then
        IFS= read -r head < "$common/${head#ref: }" || return 1
      else
        head=$(git rev-parse -q --verify HEAD 2>/dev/null) || return 1
      fi
      ;;
  esac
  case $head in '' | *[!0-9a-f]*) return 1 ;; esac
}

# Always 0. Adds the lines of standard input to $checking, each after $1.
holdfast_append_lines() {
  while IFS= read -r line; do checking="$checking$1$line
"; done
}

# 0: this is the commit that was checked, and nothing has changed since. 1: it has to be checked.
# Each check has two files: the description and the link to the index. A third file, one for each work tree, holds the
# number of the check that passed.
holdfast_was_checked() {
  past=$holdfast/checked/at-${git_dir##*/}
  [ -n "$checking" ] && [ -f "$past" ] && [ ! -L "$past" ] || return 1
  present=$checking checking=''
  {
    IFS= read -r number && case $number in '' | *[!0-9]*) false ;; esac &&
      holdfast_append_lines '' < "$holdfast/checked/$number" && holdfast_append_lines ''
  } < "$past" || checking=''
  past=$checking checking=$present
  [ "$past" = "$present" ] && [ "$index" -ef "$holdfast/checked/$number.index" ] || return 1
  # These are newer if another program has taken a lock, or the policy has changed, since the check.
  [ ! "$locks" -nt "$holdfast/checked/$number" ] && [ ! .holdfast.json -nt "$holdfast/checked/$number" ]
} 2>/dev/null

# The exit code has no meaning: without $HOLDFAST_CHECK the next hook checks for itself.
# Writes the description of the check. The file's time is the time at which the check begins.
holdfast_begin_check() {
  [ -n "$checking" ] || return 0
  [ -d "$holdfast/checked" ] || mkdir "$holdfast/checked"
  set -- "$holdfast"/checked/*
  [ $# -lt 64 ] || rm -f -- "$@"
  printf '%s' "$checking" > "$holdfast/checked/$$" && HOLDFAST_CHECK=$holdfast/checked/$$
} 2>/dev/null

# The exit code has no meaning, as above.
# The link is made before the index is read, so that it does not lead to an index that is staged later.
holdfast_link_index() {
  [ -z "$HOLDFAST_CHECK" ] || ln "$index" "$HOLDFAST_CHECK.index" 2>/dev/null
}

# The exit code has no meaning, as above.
# src/app/guard/passed-check.ts does the same for the guard.
holdfast_pass_check() {
  [ -z "$HOLDFAST_CHECK" ] || echo "$$" > "$holdfast/checked/at-${git_dir##*/}"
} 2>/dev/null

holdfast_describe_check || checking=''
