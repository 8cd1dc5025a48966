import { joinPath, plainText, plainTexts, splitOptions, type SplitWords } from './words.js'
import type { ShellWrite } from './write.js'
import type { ShellWord } from './split-commands.js'

/** Finds what `git <args>` plainly changes; commands of git that are not in the table give nothing. */
export function readGitWrite(args: readonly ShellWord[], start: string): readonly ShellWrite[] {
  const at = skipGlobalOptions(args, start)
  if (at === null) return []
  const { folder, command, rest } = at
  return READERS.get(command)?.(splitOptions(rest), folder) ?? []
}

type Reader = (words: SplitWords, folder: string) => readonly ShellWrite[]

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['commit', readCommit],
  ['add', readAdd],
  ['stage', readAdd],
  ['rm', readNamed],
  ['mv', readNamed],
  ['restore', readRestore],
  ['checkout', readCheckout],
  ['reset', (words, folder) => (has(words, '--hard') ? [everything(folder, false)] : [])],
  ['stash', readStash],
  ['clean', readClean],
])

interface GitCommand {
  readonly folder: string
  readonly command: string
  readonly rest: readonly ShellWord[]
}

/**
 * Reads `git -C dir -c a=b --no-pager commit`. Null for `--git-dir` and `--work-tree`, which name another repository.
 */
function skipGlobalOptions(args: readonly ShellWord[], start: string): GitCommand | null {
  let folder = start
  for (let index = 0; index < args.length; index += 1) {
    const text = plainText(args[index])
    if (text === null || text.startsWith('--git-dir') || text.startsWith('--work-tree')) return null
    if (!text.startsWith('-')) return { folder, command: text, rest: args.slice(index + 1) }
    if (text !== '-C' && text !== '-c') continue
    index += 1
    if (text === '-c') continue
    const to = plainText(args[index])
    if (to === null) return null
    folder = joinPath(folder, to)
  }
  return null
}

function readCommit(words: SplitWords, folder: string): readonly ShellWrite[] {
  if (has(words, '--dry-run')) return []
  const all = words.options.some((option) => /^-[a-z]*a/.test(option) || option === '--all')
  // An operand before `--` may be the value of `-m`: only an operand behind it is certainly a path.
  const paths = plainTexts(words.afterDashes ?? [])
  return paths.length > 0 ? named(paths, folder) : [{ kind: 'staged', folder, all }]
}

function readAdd(words: SplitWords, folder: string): readonly ShellWrite[] {
  if (words.options.some((option) => /^(-n|--dry-run|-N|--intent-to-add|-p|--patch|-i)$/.test(option))) return []
  const isSweep = words.options.some((option) => /^(-A|-u|--all|--update)$/.test(option)) || isDot(words)
  if (!isSweep) return named(plainTexts(words.operands), folder)
  const isTrackedOnly = words.options.some((option) => /^(-u|--update)$/.test(option))
  const paths = plainTexts(words.operands).filter((path) => path !== '.')
  return paths.length > 0 ? named(paths, folder) : [everything(folder, !isTrackedOnly)]
}

function isDot({ operands }: SplitWords): boolean {
  return operands.some(({ text }) => text === '.' || text === ':/' || text === '*')
}

function readNamed(words: SplitWords, folder: string): readonly ShellWrite[] {
  return named(plainTexts(words.operands), folder)
}

function readRestore(words: SplitWords, folder: string): readonly ShellWrite[] {
  if (has(words, '--staged') && !has(words, '--worktree')) return []
  return isDot(words) ? [everything(folder, false)] : readNamed(words, folder)
}

/** An operand before `--` is as likely a branch as a file. */
function readCheckout(words: SplitWords, folder: string): readonly ShellWrite[] {
  return isDot(words) ? [everything(folder, false)] : named(plainTexts(words.afterDashes ?? []), folder)
}

function readStash(words: SplitWords, folder: string): readonly ShellWrite[] {
  const verb = plainText(words.operands[0]) ?? 'push'
  if (!['push', 'save'].includes(verb)) return []
  const paths = plainTexts(words.afterDashes ?? [])
  const untracked = words.options.some((option) => /^(-[a-z]*[ua][a-z]*|--include-untracked|--all)$/.test(option))
  return paths.length > 0 ? named(paths, folder) : [everything(folder, untracked)]
}

function readClean(words: SplitWords, folder: string): readonly ShellWrite[] {
  const isForced = words.options.some((option) => /^(-[a-z]*f[a-z]*|--force)$/.test(option))
  if (!isForced || words.options.some((option) => /^(-[a-z]*n[a-z]*|--dry-run)$/.test(option))) return []
  const paths = plainTexts(words.operands)
  if (paths.length > 0) return named(paths, folder)
  return [{ kind: 'worktree', folder, tracked: false, untracked: true }]
}

function everything(folder: string, untracked: boolean): ShellWrite {
  return { kind: 'worktree', folder, tracked: true, untracked }
}

function named(paths: readonly string[], folder: string): readonly ShellWrite[] {
  return paths.length === 0 ? [] : [{ kind: 'paths', folder, paths }]
}

function has({ options }: SplitWords, option: string): boolean {
  return options.includes(option)
}
