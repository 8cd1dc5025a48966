# guard.sh reads this file in prepare-commit-msg, for a commit that is not refused, with $settings and $git_dir. git
# passes that hook two arguments: $message, the file of the message, and $message_from, where the message comes from. No
# function here refuses a commit.

# Always 0: the message has its trailer, or needs none.
# The trailer names the agent who commits, so that a later check recognises the holder's own work.
holdfast_add_trailer() {
  # git gives a commit up if the message is empty or the unchanged template. With our trailer it would not.
  case $message_from in '' | template) return 0 ;; esac
  holdfast_read_names
  [ -f "$message" ] && holdfast_wants_trailer && holdfast_name_agent || return 0
  trailer="Holdfast-Agent: $name"
  holdfast_look_at_message < "$message"
  [ -z "$is_cut" ] || echo >> "$message"
  case $look in
    empty | signed) ;;
    # A cherry-picked change keeps the agent of the original commit.
    other) [ -f "$git_dir/CHERRY_PICK_HEAD" ] || holdfast_interpret_trailer ;;
    text) printf '\n%s\n' "$trailer" >> "$message" ;;
    trailers) printf '%s\n' "$trailer" >> "$message" ;;
    *) holdfast_interpret_trailer ;;
  esac 2>/dev/null
  return 0
}

# 0: $name is the agent. 1: a person commits, who needs no trailer because the address names them, or nobody is named.
# This follows the order of `decideIdentity` in src/core/settings/identity.ts; session-variables.ts beside it has the
# programs.
holdfast_name_agent() {
  name=${HOLDFAST_AGENT-} marked='' found=''
  [ -n "$name" ] || [ -z "$is_odd" ] || { holdfast_ask_name; return; }
  name=${name:-$configured}
  if [ -z "$name" ]; then
    {{programs}}
    [ "$found" != registered ] || { holdfast_ask_name; return; }
    [ -n "$name" ] || holdfast_name_marked
  fi
  case $name in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) return 1 ;; esac
  [ ${#name} -le 64 ]
}

# Always 0. $1 is a program, $2 the session id in its shells' environment, $3 its marker. $found tells how the first
# program with a session was found.
holdfast_try_program() {
  [ -z "$3" ] || marked=${marked:-$1}
  [ -z "$found" ] || return 0
  if [ -n "$2" ]; then
    found=session
    holdfast_find_tail "$2"
    [ -z "$tail" ] || name=$1-$tail
  elif [ -n "$3" ] && holdfast_may_be_registered "$1"; then
    found=registered
  fi
}

# Always 0. $tail is the last four letters and digits of $1, in lower case.
holdfast_find_tail() {
  tail='' rest=$1
  while [ ${#tail} -lt 4 ]; do
    rest=${rest%"${rest##*[A-Za-z0-9]}"}
    [ -n "$rest" ] || break
    tail=${rest#"${rest%?}"}$tail rest=${rest%?}
  done
  holdfast_make_small "$tail"
  tail=$small
}

# Always 0. $small is $1 in lower case.
holdfast_make_small() {
  small=$1
  case $1 in *[A-Z]*) small=$(printf %s "$1" | tr A-Z a-z) ;; esac
}

# 0: a hook of the program $1 may have registered this session. 1: none has.
holdfast_may_be_registered() {
  program=$1
  set -- "$holdfast"/sessions/*.json
  [ -e "$1" ] || [ -L "$1" ] || return 1
  # Reading a pipe would never end.
  for file do [ -f "$file" ] || return 0; done
  grep -qF "\"program\":\"$program\"" -- "$@" 2>/dev/null
  [ $? -ne 1 ]
}

# 0: $name is the guard's answer. 1: the guard names no agent, or cannot be started.
# The guard finds the session by the processes that started this one.
holdfast_ask_name() {
  holdfast_find_node || {
    printf 'holdfast: %s, so this commit does not say whose it is\n' "$problem" >&2
    return 1
  }
  name=$("$node" "$holdfast/hooks/$guard" agent-name </dev/null) && [ -n "$name" ]
}

# Always 0. $name is a program that names itself but no session, if there is one.
holdfast_name_marked() {
  name=$marked
  [ -z "$name" ] || return 0
  name=${{{program name variable}}-}
  name=${name%%[!A-Za-z0-9.-]*}
  case $name in
    [!A-Za-z0-9]*) name='' ;;
    {{program names}}
  esac
  holdfast_make_small "$name"
  name=$small
  [ ${#name} -le 64 ] || name=$(printf %.64s "$name")
  name=${name%"${name##*[!-]}"}
}

# 0: a trailer is wanted. 1: the policy `trailer` is off; the nearest setting counts.
holdfast_wants_trailer() {
  if [ -z "$wanted" ] && [ -f .holdfast.json ]; then
    # A branch brings this file, of any size; the guard reads no more of it.
    { policy=$(head -c 65536 .holdfast.json); } 2>/dev/null
    between=${policy#*'"trailer"'}
    between=${between%%'"off"'*}
    case $between in *[!:[:space:]]*) ;; *) wanted=off ;; esac
  fi
  case $wanted in [Oo][Ff][Ff]) return 1 ;; esac
}

# The exit code has no meaning. $configured is the agent and $wanted the policy of git's configuration; $is_odd is `yes`
# if the shell cannot read them.
holdfast_read_names() {
  configured='' wanted='' is_odd=''
  while IFS= read -r line; do
    case $line in
      'holdfast.agent '*) configured=${line#* } ;;
      # A key without a value means true.
      holdfast.agent) configured=true ;;
      'holdfast.trailer '*) wanted=${line#* } ;;
      holdfast.* | user.* | core.* | remote.* | '') ;;
      # A value of several lines could be anything.
      *) is_odd=yes ;;
    esac
  done <<SETTINGS
$settings
SETTINGS
  wanted=${HOLDFAST_TRAILER:-$wanted}
}

# Always 0. $look is the kind of the last paragraph: `text`, `trailers`, trailers with an agent (`signed`: this agent,
# `other`: another one), `empty`, or `odd`, which git has to read. The first paragraph is the subject, whatever it looks
# like.
holdfast_look_at_message() {
  look='' has='' paragraphs=0 is_open='' is_cut='' left=100
  # git writes a merge's message without a last line end.
  while IFS= read -r line || { [ -n "$line" ] && is_cut=yes; }; do
    left=$((left - 1))
    [ -n "$line" ] || { is_open=''; continue; }
    [ "$left" -gt 0 ] || { look=odd; return 0; }
    [ -n "$is_open" ] || { paragraphs=$((paragraphs + 1)) is_open=yes look=''; }
    case $line in
      "$trailer") has=signed ;;
      [Hh][Oo][Ll][Dd][Ff][Aa][Ss][Tt]-[Aa][Gg][Ee][Nn][Tt]*) has=other ;;
    esac
    holdfast_look_at_line
  done
  case $paragraphs$look in
    0* | 1comment) look=empty ;;
    *trailers) look=${has:-trailers} ;;
    *text) look=text ;;
    *) look=odd ;;
  esac
}

# Always 0. Updates $look by $line.
# A line of text begins with a letter or digit; a `#` or any other sign may begin a comment, a folded line or a list.
holdfast_look_at_line() {
  case $line in
    '#'*) kind=comment ;;
    [!A-Za-z0-9]* | *[[:cntrl:]]*) kind=odd ;;
    *:*)
      case ${line%%:*} in
        *' ') kind=odd ;;
        *[!A-Za-z0-9-]*) kind=text ;;
        *) kind=trailers ;;
      esac
      ;;
    *) kind=text ;;
  esac
  [ "$paragraphs$kind" != 1trailers ] || kind=text
  case $look in '' | "$kind") look=$kind ;; *) look=odd ;; esac
}

# Ends as git does.
# git itself knows comments, scissors and folded lines. Its settings must not decide our trailer's place or sign.
holdfast_interpret_trailer() {
  git -c trailer.separators=: interpret-trailers --in-place --where end --if-exists addIfDifferent --if-missing add \
    --trailer "$trailer" "$message"
}

holdfast_add_trailer
