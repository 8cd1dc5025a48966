# guard.sh reads this file for a push that has to be checked, with $settings, $settings_ended and pre-push's arguments.

# Prints what is pushed, while Node starts: the lines that git gave, an empty line, once each path that the new commits
# change, and how git ended. If the paths are missing, the guard asks git itself, as it does before it refuses a push.
holdfast_pushed() {
  tips='' known='' line='' left=64
  while [ "$left" -gt 0 ] && IFS= read -r line; do
    printf '%s\n' "$line"
    left=$((left - 1))
    # The line is parsed from its end: the local side, as the user typed it, may contain spaces.
    there=${line##* }
    sent=${line% * *}
    sent=${sent##* }
    case $sent$there in *[!0-9a-f]*) left=0 ;; esac
    case $sent in *[!0]*) tips="$tips $sent" ;; esac
    case $there in *[!0]*) known="$known $there" ;; esac
  done
  # There are more lines than arguments should hold, or a line that git does not write.
  [ "$left" -gt 0 ] || { cat; return; }
  [ -z "$line" ] || { printf '%s' "$line"; return; }
  [ "$settings_ended" -le 1 ] || return
  # git takes the refs of a remote `team/x` for refs of `team`, too.
  case $settings in *"remote.$1/"*) return ;; esac
  echo
  { holdfast_list_paths "$@" && ended=0 || ended=$?; printf '\tended %s\n' "$ended"; } |
    LC_ALL=C awk '!seen[$0]++' 2>/dev/null
}

# Prints the paths, and ends as git does. The tips must exist here; the commits that the remote has need not.
holdfast_list_paths() {
  [ -n "$tips" ] || return 0
  refs=--remotes=$1
  [ "$1" != "$2" ] || refs=--remotes
  # The variables hold object ids, which the shell has to split.
  # shellcheck disable=SC2086
  git log {{log flags}} $tips --not "$refs" --ignore-missing $known -- 2>/dev/null
}
