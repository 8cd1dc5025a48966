# Read by guard.sh in the hooks of one commit. What an earlier hook has checked needs no second check where all is
# still the same: index, HEAD, locks, agent, settings. With $common, $holdfast, $git_dir, $locks, $newest and $settings.

# 0: $checking says what is about to be checked. 1: it cannot be told, so that every hook checks for itself.
# The index is known by a link to its file: git replaces that file and never writes into it, so that whatever somebody
# stages meanwhile makes another file. All the rest is words. Without a lock table there are locks of others only.
holdfast_describe_check() {
  checking='' index=${GIT_INDEX_FILE:-$git_dir/index}
  [ -n "$newest" ] && [ -f "$newest" ] && [ ${#settings} -le 4096 ] && [ -z "${HOLDFAST_CANARY-}" ] || return 1
  holdfast_find_head || return 1
  checking="at $head with $index under $newest
${#HOLDFAST_OWNERSHIP}:${HOLDFAST_OWNERSHIP-}${#HOLDFAST_REQUIRE_LOCK}:${HOLDFAST_REQUIRE_LOCK-}${#HOLDFAST_BYPASS}:${HOLDFAST_BYPASS-}
{{who asks}}
$settings
"
  # Their hook pre-merge-commit runs before this file is there: then the guard adds the line.
  [ ! -f "$git_dir/MERGE_HEAD" ] || holdfast_append_lines 'merge ' < "$git_dir/MERGE_HEAD"
}

# 0: $head is the commit that HEAD leads to. 1: there is none, or it cannot be told.
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

# Always 0: $checking has the lines of standard input, each after $1.
holdfast_append_lines() {
  while IFS= read -r line; do checking="$checking$1$line
"; done
}

# 0: this is the commit that was checked, and all is still the same. 1: it has to be checked.
# Of each check there are what it is about, in words, and the link; beside them, for
# each work tree, which one was passed.
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
  # A lock of another program, or another policy, since then.
  [ ! "$locks" -nt "$holdfast/checked/$number" ] && [ ! .holdfast.json -nt "$holdfast/checked/$number" ]
} 2>/dev/null

# How it ends says nothing: without $HOLDFAST_CHECK the next hook checks for itself.
# In words, what is going to be checked. Its time is that of the beginning.
holdfast_begin_check() {
  [ -n "$checking" ] || return 0
  [ -d "$holdfast/checked" ] || mkdir "$holdfast/checked"
  set -- "$holdfast"/checked/*
  [ $# -lt 64 ] || rm -f -- "$@"
  printf '%s' "$checking" > "$holdfast/checked/$$" && HOLDFAST_CHECK=$holdfast/checked/$$
} 2>/dev/null

# How it ends says nothing, as above.
# Before the index is read: what is staged later is not what this link leads to.
holdfast_link_index() {
  [ -z "$HOLDFAST_CHECK" ] || ln "$index" "$HOLDFAST_CHECK.index" 2>/dev/null
}

# How it ends says nothing, as above.
# As src/app/guard/passed-check.ts does for the guard.
holdfast_pass_check() {
  [ -z "$HOLDFAST_CHECK" ] || echo "$$" > "$holdfast/checked/at-${git_dir##*/}"
} 2>/dev/null

holdfast_describe_check || checking=''
