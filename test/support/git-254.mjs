/**
 * A git that knows hooks in its configuration, for machines whose git does not: `--version`, `hook list` and `hook run`
 * as git 2.54 documents them (git-scm.com/docs/git-hook/2.54.0). Configured hooks run first, in the order of
 * the configuration, by sh with the hook's arguments; then the one in the hooks folder. All run; one refusal refuses.
 * Everything else is the git whose path is in REAL_GIT.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { join } from 'node:path'

const argv = process.argv.slice(2)
const at = argv.findIndex((arg, index) => !arg.startsWith('-') && argv[index - 1] !== '-c' && argv[index - 1] !== '-C')
const before = argv.slice(0, at)
const from = argv.find((arg) => arg.startsWith('--to-stdin='))?.slice('--to-stdin='.length)
const words = argv.slice(at).filter((arg) => arg !== '--' && !arg.startsWith('--to-stdin='))
const [command, action, event, ...args] = at < 0 ? [] : words

if (argv[0] === '--version') console.log('git version 2.54.0')
else if (command !== 'hook') process.exitCode = real(argv, { stdio: 'inherit' }).status
else if (action === 'list') for (const { name } of findHooks()) console.log(name)
else
  process.exitCode = findHooks()
    .map(run)
    .some((code) => code !== 0)
    ? 1
    : 0

function findHooks() {
  const settings = real([...before, 'config', '-z', '--get-regexp', String.raw`^hook\.`])
    .stdout.split('\0')
    .filter(Boolean)
  const byName = new Map()
  for (const setting of settings) {
    const [key, value] = [setting.slice(0, setting.indexOf('\n')), setting.slice(setting.indexOf('\n') + 1)]
    const [, name, word] = /^hook\.(.*)\.([^.]*)$/.exec(key)
    byName.set(name, [...(byName.get(name) ?? []), [word, value]])
  }
  const configured = [...byName]
    .filter(([, words]) => words.some(([word, value]) => word === 'event' && value === event))
    .filter(([, words]) => words.findLast(([word]) => word === 'enabled')?.[1] !== 'false')
    .map(([name, words]) => ({ name, line: words.findLast(([word]) => word === 'command')[1] }))
  const file = join(
    real([...before, 'rev-parse', '--path-format=absolute', '--git-path', 'hooks']).stdout.trim(),
    event,
  )
  return isProgram(file) ? [...configured, { name: 'hook from hookdir', file }] : configured
}

function run({ line, file }) {
  const cwd = real([...before, 'rev-parse', '--show-toplevel']).stdout.trim()
  const options = { cwd, stdio: ['pipe', 2, 2], input: from === undefined ? '' : readFileSync(from) }
  if (file !== undefined) return spawnSync(file, args, options).status
  return spawnSync('sh', ['-c', args.length === 0 ? line : `${line} "$@"`, line, ...args], options).status
}

function real(args, options = { encoding: 'utf8' }) {
  return spawnSync(process.env.REAL_GIT, args, options)
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
