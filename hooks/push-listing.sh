# Sourced by guard.sh for a push that has to be checked, with $settings, $settings_ended and the arguments of pre-push.

# What is pushed, while Node starts: the lines that git gave, an empty line, each path once that their new commits
# change, and how git ended. Where that is missing the guard asks git itself, as it does of what is refused.
holdfast_pushed() {
  tips='' known='' line='' left=64
  while [ "$left" -gt 0 ] && IFS= read -r line; do
    printf '%s\n' "$line"
    left=$((left - 1))
    # Read from its end: what was typed for the local side may hold spaces.
    there=${line##* }
    sent=${line% * *}
    sent=${sent##* }
    case $sent$there in *[!0-9a-f]*) left=0 ;; esac
    case $sent in *[!0]*) tips="$tips $sent" ;; esac
    case $there in *[!0]*) known="$known $there" ;; esac
  done
  # More than arguments should hold, or nothing that git writes.
  [ "$left" -gt 0 ] || { cat; return; }
  [ -z "$line" ] || { printf '%s' "$line"; return; }
  [ "$settings_ended" -le 1 ] || return
  # To git, the refs of a remote `team/x` are also those of `team`.
  case $settings in *"remote.$1/"*) return ;; esac
  echo
  { holdfast_list_paths "$@" && ended=0 || ended=$?; printf '\tended %s\n' "$ended"; } |
    LC_ALL=C awk '!seen[$0]++' 2>/dev/null
}

# Each flag is against a setting that hides a path or prints something else: `git log` heeds more of them than
# `git diff-tree`, and is one process that reads each commit once. A tip has to be there, what the remote has need not.
holdfast_list_paths() {
  [ -n "$tips" ] || return 0
  refs=--remotes=$1
  [ "$1" != "$2" ] || refs=--remotes
  unset GIT_LITERAL_PATHSPECS GIT_GLOB_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_ICASE_PATHSPECS GIT_EXTERNAL_DIFF GIT_DIFF_OPTS GIT_TRACE GIT_TRACE2
  # Object ids, to be split.
  # shellcheck disable=SC2086
  GIT_FLUSH=0 GIT_OPTIONAL_LOCKS=0 GIT_NO_LAZY_FETCH=1 GIT_NO_REPLACE_OBJECTS=1 LC_ALL=C \
    git log --name-only --format= -c --root --no-renames --ignore-submodules=none --no-relative --no-color \
    --no-show-signature -O/dev/null \
    $tips --not "$refs" --ignore-missing $known -- 2>/dev/null
}
