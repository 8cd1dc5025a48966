# Sourced by guard.sh for branches that are about to move, with $tips, $git_dir, $head and the functions of
# earlier-check.sh. New is what no branch, tag or remote has yet, and was not fetched by the last `git fetch`.

# Is this the very commit that the hooks before it have checked? Its parent is HEAD, its tree the checked index.
holdfast_is_checked_commit() {
  tip=${tips# }
  case $tip in *' '*) return 1 ;; esac
  holdfast_was_checked && [ "$(git rev-list --parents -n 1 "$tip" -- 2>/dev/null)" = "$tip $head" ] &&
    GIT_OPTIONAL_LOCKS=0 git diff-index --cached --quiet --ignore-submodules=none "$tip" -- 2>/dev/null
}

# Commits that a remote has and no ref of ours, as after a `git pull` from a URL.
holdfast_find_fetched() {
  fetched='' left=64
  [ -f "$git_dir/FETCH_HEAD" ] || return 0
  while [ "$left" -gt 0 ] && IFS= read -r line; do
    left=$((left - 1)) line=${line%%	*}
    case $line in '' | *[!0-9a-f]*) ;; *) fetched="$fetched $line" ;; esac
  done < "$git_dir/FETCH_HEAD"
}

# With the flags of push-listing.sh, and their reasons.
holdfast_new_paths() {
  unset GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS GIT_EXTERNAL_DIFF GIT_DIFF_OPTS GIT_TRACE GIT_TRACE2
  holdfast_find_fetched
  # Object ids, to be split.
  # shellcheck disable=SC2086
  GIT_OPTIONAL_LOCKS=0 GIT_NO_LAZY_FETCH=1 GIT_NO_REPLACE_OBJECTS=1 LC_ALL=C \
    git -c core.quotePath=true log --name-only --format= -c --root --no-renames --ignore-submodules=none --no-relative \
    --no-color --no-show-signature -O/dev/null \
    $tips --not --branches --tags --remotes --ignore-missing $fetched -- 2>/dev/null
  echo "ended $?"
}
