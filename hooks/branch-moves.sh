# guard.sh reads this file for branches that are about to move, with $tips, $git_dir, $head and the functions of
# passed-check.sh. A commit is new if no branch, tag or remote has it and the last `git fetch` did not bring it.

# 0: this is the commit that earlier hooks have checked: its parent is HEAD, its tree the checked index. 1: check it.
holdfast_is_checked_commit() {
  tip=${tips# }
  case $tip in *' '*) return 1 ;; esac
  holdfast_was_checked && [ "$(git rev-list --parents -n 1 "$tip" -- 2>/dev/null)" = "$tip $head" ] &&
    git diff-index --cached --quiet --ignore-submodules=none "$tip" -- 2>/dev/null
}

# Always 0. $fetched: commits of the last fetch, which may have no ref here, as after a `git pull` from a URL.
holdfast_find_fetched() {
  fetched='' left=64
  [ -f "$git_dir/FETCH_HEAD" ] || return 0
  while [ "$left" -gt 0 ] && IFS= read -r line; do
    left=$((left - 1)) line=${line%%	*}
    case $line in '' | *[!0-9a-f]*) ;; *) fetched="$fetched $line" ;; esac
  done < "$git_dir/FETCH_HEAD"
}

# Prints each path that new commits change, and in the last line how git ended.
holdfast_new_paths() {
  holdfast_find_fetched
  # The variables hold object ids, which the shell has to split.
  # shellcheck disable=SC2086
  # Of a merge only what differs from every parent (-c): the hooks before it have judged the rest, and what no hook saw is
  # judged at the push. StGit writes its bookkeeping as merges that hold other trees.
  git -c core.quotePath=true log {{log flags}} -c $tips --not --branches --tags --remotes --ignore-missing $fetched -- 2>/dev/null
  echo "ended $?"
}
