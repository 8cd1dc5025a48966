/** One word of a command. `isPlain`: the shell expands nothing in it. */
export interface ShellWord {
  readonly text: string
  readonly isPlain: boolean
}

export interface SimpleCommand {
  readonly words: readonly ShellWord[]
  /** Files that `>`, `>>`, `>|`, `&>` write to. */
  readonly targets: readonly ShellWord[]
}

/** Nobody types a longer command: a longer one gives nothing. */
const MAX_LENGTH = 64 * 1024
const MAX_COMMANDS = 500

type Token =
  | { readonly kind: 'word'; readonly word: ShellWord }
  | { readonly kind: 'end' }
  | { readonly kind: 'output' }
  | { readonly kind: 'input' }
  | { readonly kind: 'heredoc' }

/**
 * Splits a POSIX shell line into its simple commands, in order, in one pass. It knows quotes, escapes, comments,
 * separators and redirections. At syntax that it does not know (a here-document, a substitution) it finds fewer
 * commands than the shell runs, and never one that is not there.
 */
export function splitCommands(line: string): readonly SimpleCommand[] {
  if (line.length > MAX_LENGTH) return []
  const commands: SimpleCommand[] = []
  let words: ShellWord[] = []
  let targets: ShellWord[] = []
  let next: 'word' | 'target' | 'source' = 'word'
  const end = (): void => {
    if (words.length + targets.length > 0) commands.push({ words, targets })
    words = []
    targets = []
    next = 'word'
  }
  for (const token of readTokens(line)) {
    if (commands.length === MAX_COMMANDS || token.kind === 'heredoc') break
    if (token.kind === 'end') end()
    else if (token.kind === 'output') next = 'target'
    else if (token.kind === 'input') next = 'source'
    else {
      if (next === 'word') words.push(token.word)
      else if (next === 'target') targets.push(token.word)
      next = 'word'
    }
  }
  end()
  return commands
}

// One alternative for each kind of token. No alternative matches the same text in two ways, so that no command makes
// the search slow.
const TOKEN =
  /(?<blank>[ \t\r]+|\\\n)|(?<comment>#[^\n]*)|(?<heredoc>\d*<<)|(?<copy>\d*>&(?:\d+|-))|(?<output>&>>?|\d*>[>|]?)|(?<input>\d*<&?)|(?<end>[;&|\n(){}])|(?<word>(?:[^\s\\'"`$;&|<>(){}]|\\[^]|'[^']*'|"(?:[^"\\]|\\[^])*"|\$\([^)]{0,1000}\)|`[^`]*`|\$|[{}](?=[^\s;&|]))+)/y

function* readTokens(line: string): Generator<Token> {
  TOKEN.lastIndex = 0
  for (let index = 0; index < line.length;) {
    TOKEN.lastIndex = index
    const groups = TOKEN.exec(line)?.groups
    // A quote never ends: the shell would wait for more input.
    if (groups === undefined) return
    index = TOKEN.lastIndex
    const token = toToken(groups)
    if (token !== null) yield token
  }
}

function toToken(groups: Readonly<Record<string, string | undefined>>): Token | null {
  if (groups['word'] !== undefined) return { kind: 'word', word: toWord(groups['word']) }
  if (groups['end'] !== undefined) return { kind: 'end' }
  if (groups['output'] !== undefined) return { kind: 'output' }
  if (groups['input'] !== undefined) return { kind: 'input' }
  if (groups['heredoc'] !== undefined) return { kind: 'heredoc' }
  return null
}

function toWord(raw: string): ShellWord {
  let isPlain = true
  const text = raw.replace(/\\\n|\\([^])|'([^']*)'|"((?:[^"\\]|\\[^])*)"|[$`*?[{~]/g, (...found: string[]) => {
    const [whole = '', escaped, single, double] = found
    if (escaped !== undefined) return escaped
    if (single !== undefined) return single
    if (double === undefined) {
      isPlain &&= whole === '\\\n'
      return whole === '\\\n' ? '' : whole
    }
    isPlain &&= !/(?:^|[^\\])[$`]/.test(double)
    return double.replace(/\\([\\"$`\n])/g, (_, character: string) => (character === '\n' ? '' : character))
  })
  return { text, isPlain }
}
