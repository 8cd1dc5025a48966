import { parseAgentName, type AgentName } from '../core/agent-name.js'
import { ProblemError, valueOf } from '../core/problems/problem.js'
import { parseDuration } from '../core/time.js'

const MAX_TEXT_LENGTH = 10_000

/** One use of a repeatable option. */
export interface OrderedOption {
  readonly option: string
  readonly value: string
}

/** The words and options of one command line, each parsed once. Every reader throws a ProblemError of area `usage`. */
export class Arguments {
  readonly #words: readonly string[]
  readonly #options: Readonly<Record<string, unknown>>
  /** The words after `--`. */
  readonly afterDashes: readonly string[]
  readonly #ordered: readonly OrderedOption[]

  constructor(
    words: readonly string[],
    options: Readonly<Record<string, unknown>>,
    afterDashes: readonly string[] = [],
    ordered: readonly OrderedOption[] = [],
  ) {
    this.#words = words
    this.#options = options
    this.afterDashes = afterDashes
    this.#ordered = ordered
  }

  get words(): readonly string[] {
    return this.#words
  }

  get isJson(): boolean {
    return this.isSet('json')
  }

  isSet(option: string): boolean {
    return this.#options[option] === true
  }

  /** True when `--no-<option>` was typed, for an option that is on by default. */
  isUnset(option: string): boolean {
    return this.#options[option] === false
  }

  text(option: string, maxLength = MAX_TEXT_LENGTH): string | undefined {
    const value = this.#options[option]
    if (typeof value !== 'string') return undefined
    if (value.length > maxLength) {
      throw new ProblemError({
        area: 'usage',
        code: 'text-too-long',
        option: flagOf(option),
        length: value.length,
        limit: maxLength,
      })
    }
    return value
  }

  list(option: string): readonly string[] {
    const value = this.#options[option]
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
  }

  /** The values of these repeatable options, in the order in which they were typed. */
  inOrder(options: readonly string[]): readonly OrderedOption[] {
    return this.#ordered.filter(({ option }) => options.includes(option))
  }

  durationMs(option: string): number | undefined {
    const text = this.text(option)
    return text === undefined ? undefined : valueOf(parseDuration(text, flagOf(option)))
  }

  wholeNumber(option: string, from: number, to: number): number | undefined {
    const text = this.text(option)
    if (text === undefined) return undefined
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (value >= from && value <= to) return value
    throw new ProblemError({ area: 'usage', code: 'not-a-whole-number', option: flagOf(option), text, from, to })
  }

  /** Ignores case, and returns the value in the spelling of `choices`. */
  oneOf<T extends string>(option: string, choices: readonly T[]): T | undefined {
    const text = this.text(option)
    if (text === undefined) return undefined
    const choice = choices.find((one) => one.toLowerCase() === text.toLowerCase())
    if (choice !== undefined) return choice
    throw new ProblemError({ area: 'usage', code: 'not-one-of', option: flagOf(option), text, choices })
  }

  wordOneOf<T extends string>(index: number, what: string, choices: readonly T[]): T {
    const text = this.#words[index] ?? ''
    const choice = choices.find((one) => one === text)
    if (choice !== undefined) return choice
    throw new ProblemError({ area: 'usage', code: 'not-one-of', option: what, text, choices })
  }

  agentName(word: string, from: string): AgentName {
    return valueOf(parseAgentName(word, from))
  }

  clash(first: string, second: string, example: string): never {
    throw new ProblemError({ area: 'usage', code: 'arguments-clash', first, second, example })
  }

  missing(what: string, example: string): never {
    throw new ProblemError({ area: 'usage', code: 'argument-missing', what, example })
  }
}

function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
