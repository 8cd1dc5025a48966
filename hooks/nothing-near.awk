# Ends with 0 when it is certain that no lock of another agent is near a changed path, and prints what the guard would
# print about these paths. Ends with 1 when it is not certain: then the guard decides. Reads the index of the table that
# HOLDFAST_TABLE names (src/records/shell-index.ts describes it). Standard input has the names of the lock files, an
# empty line, the changed paths as git quotes them, and how git ended.

BEGIN {
  me = toupper(ENVIRON["HOLDFAST_ME"])
  ignores_case = ENVIRON["HOLDFAST_FOLD"] != ""
  if (!ask_system() || !read_index(ENVIRON["HOLDFAST_TABLE"])) doubt()
}

is_doubtful { exit 1 }
!has_files && $0 == "" { has_files = 1; next }
!has_files { if (!is_of_table($0)) doubt(); next }
# The last line says how git ended, so each line is judged when the next one has been read.
is_held && held != "" { judge(held) }
{ held = $0; is_held = 1 }

END {
  if (is_doubtful || held != "ended 0") exit 1
  if (unlocked == 0 || live == 0) exit 0
  # The guard has to find out which agent holds no lock.
  if (me == "") exit 1
  say_unlocked()
}

function doubt() { is_doubtful = 1 }

# This runs while git looks for the changes. It asks for the time, and for the sum of the table without its first line.
function ask_system(    ask, said) {
  ask = "date +%s && { IFS= read -r sum && sha256sum; } < \"$HOLDFAST_TABLE\""
  if ((ask | getline said) <= 0 || said !~ /^[0-9]+$/) return 0
  now = said * 1000
  if ((ask | getline said) <= 0) return 0
  sum = substr(said, 1, 64)
  return close(ask) == 0
}

function read_index(table,    line) {
  if ((getline line < table) <= 0 || line != "{\"sum\":\"" sum "\",") return 0
  if ((getline line < table) <= 0 || substr(line, 1, 11) != "\"holders\":[") return 0
  if ((getline line < table) <= 0 || line !~ /^"schemaVersion":"1\..*"index":\[$/) return 0
  while ((getline line < table) > 0) {
    if (line == "],\"locks\":[") return 1
    if (!read_entry(line)) return 0
  }
  return 0
}

# The sum proves that the entry is as it was written. A lock that expires within this second may be gone or not.
function read_entry(line,    field, agent, file, ends, how, folder, is_foreign) {
  split(line, field, " ")
  agent = substr(field[1], 2); file = field[2]; ends = field[3]; how = field[4]
  folder = substr(line, length(agent file ends how) + 6)
  sub(/",?$/, "", folder)
  if (ignores_case) folder = toupper(folder)
  expiry[file] = ends
  if (ends > now && ends <= now + 1000) return 0
  is_foreign = me == "" || toupper(agent) != me
  if (is_foreign) near[folder] = 1
  # A lock whose process is gone counts until it expires: that can add or omit a warning, but lets no conflict through.
  if (is_foreign && ends > now) live = 1
  if (!is_foreign && ends > now) own[folder] = own[folder] how
  return 1
}

# The file of an expired lock may hold another program's lock.
function is_of_table(name,    file) {
  file = substr(name, 1, 16)
  return file in expiry && substr(name, 17) == ".agent_lock" && expiry[file] > now
}

function judge(path,    text, folder) {
  # git quotes a path that is not plain ASCII.
  if (path ~ /^"/) return doubt()
  text = ignores_case ? toupper(path) : path
  # git lists paths folder by folder, so the answer for a folder is kept.
  if (prefix == "" || substr(text, 1, length(prefix)) != prefix || index(substr(text, length(prefix) + 1), "/") > 0) {
    folder = above(text)
    prefix = folder == "" ? "" : folder "/"
    beneath = know(folder)
  }
  if (beneath == "near" || text in near) return doubt()
  if (beneath == "own" || text in own && own[text] ~ /=/) return
  if (beneath == "maybe" || text in own && own[text] ~ /\*/) return doubt()
  if (++unlocked <= {{unlocked shown}}) names = names (unlocked == 1 ? "" : ", ") path
}

# The answer that the locks on a folder and on its parents give for every path below it.
function know(folder,    at, says) {
  for (at = folder; ; at = above(at)) {
    if (at in near) says = "near"
    else if (at in own && says != "near" && own[at] ~ /\//) says = "own"
    else if (at in own && says == "" && own[at] ~ /\*/) says = "maybe"
    if (at == "") return says
  }
}

function above(path) { return match(path, /\/[^\/]*$/) ? substr(path, 1, RSTART - 1) : "" }

function say_unlocked(    count, more) {
  count = unlocked (unlocked == 1 ? " {{unlocked one}}" : " {{unlocked many}}")
  if (unlocked > {{unlocked shown}}) { more = unlocked - {{unlocked shown}}; names = names {{unlocked more}} }
  print {{unlocked sentence}}
}
