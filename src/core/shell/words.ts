import type { ShellWord } from './split-commands.js'

export interface SplitWords {
  readonly options: readonly string[]
  readonly operands: readonly ShellWord[]
  /** The operands behind `--`; null where the command has no `--`. */
  readonly afterDashes: readonly ShellWord[] | null
}

/** Tells options from operands by their first character: it does not know which option takes a value. */
export function splitOptions(words: readonly ShellWord[]): SplitWords {
  const dashes = words.findIndex(({ text }) => text === '--')
  const before = dashes < 0 ? words : words.slice(0, dashes)
  const after = dashes < 0 ? null : words.slice(dashes + 1)
  const isOption = ({ text }: ShellWord): boolean => text.startsWith('-') && text !== '-'
  return {
    options: before.filter(isOption).map(({ text }) => text),
    operands: [...before.filter((word) => !isOption(word)), ...(after ?? [])],
    afterDashes: after,
  }
}

export function plainText(word: ShellWord | undefined): string | null {
  return word?.isPlain === true && word.text !== '' ? word.text : null
}

export function plainTexts(words: readonly ShellWord[]): readonly string[] {
  return words.flatMap((word) => plainText(word) ?? [])
}

/** Makes a path that a command names relative to the folder in which the command line starts. */
export function joinPath(folder: string, path: string): string {
  return folder === '' || /^([/\\]|[A-Za-z]:)/.test(path) ? path : `${folder}/${path}`
}
