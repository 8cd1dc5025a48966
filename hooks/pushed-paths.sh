# Read by guard.sh for a push that has to be checked, with $settings, $settings_ended and the arguments of pre-push.

# Prints what is pushed, while Node starts: the lines that git gave, an empty line, each path once that their new commits
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

# Prints the paths, and ends as git does. A tip has to be there, what the remote has need not.
holdfast_list_paths() {
  [ -n "$tips" ] || return 0
  refs=--remotes=$1
  [ "$1" != "$2" ] || refs=--remotes
  # Object ids, to be split.
  # shellcheck disable=SC2086
  git log {{log flags}} $tips --not "$refs" --ignore-missing $known -- 2>/dev/null
}
