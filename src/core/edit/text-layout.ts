export interface Layout {
  readonly eol: '\n' | '\r\n'
  /** One step of indentation. */
  readonly unit: string
}

/** Finds the layout of a file from its first line end and its first indented line. */
export function layoutOf(text: string): Layout {
  const unit = /\n([ \t]+)\S/.exec(text)?.[1]
  return { eol: eolOf(text), unit: unit === undefined || unit.length > 8 ? '  ' : unit }
}

export function eolOf(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n')
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n'
}

/** The indentation of the line in which the offset lies. */
export function lineIndent(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? ''
}

/** Gives the index of the next character behind white space and comments. */
export function skipTrivia(text: string, from: number): number {
  const trivia = /(?:[ \t\r\n]|\/\/[^\r\n]*|\/\*[^]*?\*\/)*/y
  trivia.lastIndex = from
  trivia.exec(text)
  return trivia.lastIndex
}
