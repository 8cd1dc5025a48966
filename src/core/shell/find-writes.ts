import { readGitWrite } from './git-writes.js'
import type { ShellWrite } from './write.js'
import { joinPath, plainText, plainTexts, splitOptions } from './words.js'
import { splitCommands, type ShellWord, type SimpleCommand } from './split-commands.js'

/**
 * Finds the files that a shell command writes, as far as the command spells them out. No caller may rely on it to find
 * every file: a shell has countless other ways to write one.
 */
export function findShellWrites(line: string): readonly ShellWrite[] {
  let folder: string | null = ''
  const writes: ShellWrite[] = []
  for (const { words, targets } of splitCommands(line)) {
    const command = withoutPrefix(words)
    // The commands after this one run under other locks than the present ones.
    if (changesLocks(command)) break
    if (folder !== null) writes.push(...findWrites(command, targets, folder))
    if (command[0]?.text === 'cd' || command[0]?.text === 'pushd') folder = enter(folder, command)
  }
  return writes
}

/** Null where the text does not tell in which folder the next commands run. */
function enter(folder: string | null, [, to]: readonly ShellWord[]): string | null {
  if (folder === null || to?.isPlain !== true || to.text.startsWith('-')) return null
  return joinPath(folder, to.text)
}

const WRAPPERS = ['command', 'builtin', 'exec', 'time', 'nohup', 'sudo', 'env', '!', 'then', 'do', 'else', 'if']

/** Drops the variables that are set for the command, and words that only say how to run it. */
function withoutPrefix(words: readonly ShellWord[]): readonly ShellWord[] {
  const start = words.findIndex(({ text }) => !WRAPPERS.includes(text) && !/^[A-Za-z_]\w*=/.test(text))
  return start < 0 ? [] : words.slice(start)
}

function changesLocks(command: readonly ShellWord[]): boolean {
  const line = command
    .slice(0, 3)
    .map(({ text }) => text)
    .join(' ')
  return /^git[ -]holdfast (lock|run|unlock|transfer)\b/.test(line)
}

function findWrites(
  command: readonly ShellWord[],
  targets: SimpleCommand['targets'],
  folder: string,
): readonly ShellWrite[] {
  const redirected = plainTexts(targets).filter((path) => !path.startsWith('/dev/'))
  const [name, ...args] = command
  const program = plainText(name)?.replace(/^.*\//, '') ?? ''
  const git = program === 'git' ? readGitWrite(args, folder) : []
  const paths = [...redirected, ...writtenBy(program, args)]
  return paths.length === 0 ? git : [...git, { kind: 'paths', folder, paths }]
}

/** Programs that write or remove every file that they are given. */
const WRITE_ALL = ['rm', 'unlink', 'rmdir', 'tee', 'truncate', 'shred', 'mv']
const WRITE_LAST = ['cp', 'install']
const WRITE_IN_PLACE = ['sed', 'perl']

function writtenBy(program: string, args: readonly ShellWord[]): readonly string[] {
  const { options, operands } = splitOptions(args)
  if (WRITE_ALL.includes(program)) return plainTexts(operands)
  if (WRITE_LAST.includes(program)) return operands.length < 2 ? [] : plainTexts(operands.slice(-1))
  const isWriting = WRITE_IN_PLACE.includes(program) && options.some((option) => isInPlace(option))
  return isWriting ? plainTexts(withoutScript(args)) : []
}

/** `-i`, `-i.bak`, `-ni`, `-pi`, `--in-place=…`; not `--posix`. */
function isInPlace(option: string): boolean {
  return /^-[A-Za-z]*i/.test(option) || option.startsWith('--in-place')
}

/** Drops the script: the word behind each `-e` or `-f`, or else the first word that is not an option. */
function withoutScript(args: readonly ShellWord[]): readonly ShellWord[] {
  const takesScript = (word: ShellWord | undefined): boolean => /^-[A-Za-z]*[ef]$/.test(word?.text ?? '')
  const { operands } = splitOptions(args.filter((_, index) => !takesScript(args[index - 1])))
  return args.some(takesScript) ? operands : operands.slice(1)
}
