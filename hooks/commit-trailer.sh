# Sourced by guard.sh in prepare-commit-msg, for a commit that goes through, with $settings, $git_dir, $message and
# $message_from: what git passes to that hook.

# Notes which agent commits, so that whoever checks the commit later knows the holder's own work.
holdfast_add_trailer() {
  # An empty message, or a template that nobody has changed, ends a commit in the editor: a word of ours would not.
  case $message_from in '' | template) return 0 ;; esac
  holdfast_read_names
  [ -f "$message" ] && holdfast_name_agent && holdfast_wants_trailer || return 0
  trailer="Holdfast-Agent: $name"
  holdfast_look_at_message < "$message"
  [ -z "$is_cut" ] || echo >> "$message"
  case $look in
    empty | signed) ;;
    # What is picked keeps the name of who made it.
    other) [ -f "$git_dir/CHERRY_PICK_HEAD" ] || holdfast_interpret_trailer ;;
    text) printf '\n%s\n' "$trailer" >> "$message" ;;
    trailers) printf '%s\n' "$trailer" >> "$message" ;;
    *) holdfast_interpret_trailer ;;
  esac 2>/dev/null
  return 0
}

# As src/core/settings/identity.ts names agents, and in its order; where only a hook of the program knows its session, nobody is
# named. A person has no trailer: the address says who it is.
holdfast_name_agent() {
  name=${HOLDFAST_AGENT:-$configured}
  [ -n "$name" ] || holdfast_name_session cursor "${CURSOR_CONVERSATION_ID-}" "${CURSOR_AGENT-}" ||
    holdfast_name_session copilot "${COPILOT_AGENT_SESSION_ID-}" "${COPILOT_CLI-}" ||
    holdfast_name_session gemini "${GEMINI_SESSION_ID-}" "${GEMINI_CLI-}" ||
    holdfast_name_session opencode '' "${OPENCODE-}" ||
    holdfast_name_session antigravity '' "${ANTIGRAVITY_AGENT-}" ||
    holdfast_name_session codex "${CODEX_THREAD_ID-}" '' ||
    holdfast_name_session claude "${CLAUDE_CODE_SESSION_ID-}" "${CLAUDECODE-}" ||
    holdfast_name_session amp "${AMP_CURRENT_THREAD_ID-}" ''
  case $name in '' | [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) return 1 ;; esac
  [ ${#name} -le 64 ]
}

# Ends with 0 where this is the program that runs here.
holdfast_name_session() {
  [ -n "$2$3" ] || return 1
  holdfast_find_tail "$2"
  [ -z "$tail" ] || name=$1-$tail
}

# The last four letters and digits, small.
holdfast_find_tail() {
  tail='' rest=$1 left=64
  while [ -n "$rest" ] && [ ${#tail} -lt 4 ] && [ "$left" -gt 0 ]; do
    last=${rest#"${rest%?}"} rest=${rest%?} left=$((left - 1))
    case $last in
      [a-z0-9]) tail=$last$tail ;;
      [A-Z]) tail=$(printf %s "$last" | tr A-Z a-z)$tail ;;
    esac
  done
}

# The policy `trailer`, the nearest word first.
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

holdfast_read_names() {
  configured='' wanted=''
  while IFS= read -r line; do
    case $line in
      'holdfast.agent '*) configured=${line#* } ;;
      'holdfast.trailer '*) wanted=${line#* } ;;
    esac
  done <<SETTINGS
$settings
SETTINGS
  wanted=${HOLDFAST_TRAILER:-$wanted}
}

# What the last paragraph is: `text`, `trailers`, those with an agent (`signed`: this one), or for git to tell. The first
# paragraph is the subject, whatever it looks like.
holdfast_look_at_message() {
  look='' has='' paragraphs=0 is_open='' is_cut='' left=100
  # git ends no message of a merge with a line end.
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

# Letters begin what people write; a `#`, or any other sign, may begin a comment, a fold or a list.
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

# git itself knows comments, scissors and folded lines. Its settings must not say where ours goes, or with which sign.
holdfast_interpret_trailer() {
  git -c trailer.separators=: interpret-trailers --in-place --where end --if-exists addIfDifferent --if-missing add \
    --trailer "$trailer" "$message"
}

holdfast_add_trailer
