import { contains, SLASH, type CharSet } from './character-set.js'
import type { Pattern } from './pattern.js'
import { readPattern } from './read-pattern.js'
import { GLOBSTAR, type Node, type PatternTree } from './syntax-tree.js'
import { unreachable } from '../unreachable.js'

export interface Step {
  readonly on: CharSet
  readonly to: number
}

/** A nondeterministic automaton without empty steps; it starts in state `start`. */
export interface Automaton {
  readonly start: number
  readonly steps: readonly (readonly Step[])[]
  readonly isFinal: readonly boolean[]
}

/**
 * `some`: a star stands for at least one character, so that a witness looks like a real path: `src/a.ts`, not
 * `src/.ts`.
 */
export type StarReading = 'any' | 'some'

/** Reads any text without a fault, because stored patterns come from disk. */
export function buildAutomaton(pattern: Pattern, star: StarReading = 'any'): Automaton {
  const builder = new Builder(star)
  const start = builder.addState()
  const end = builder.addTree(readPattern(pattern), start)
  return withoutEmptySteps(builder, start, end)
}

const NAME: CharSet = { kind: 'name' }
const ALL: CharSet = { kind: 'all' }
const SEPARATOR: CharSet = { kind: 'one', code: SLASH }

/** Thompson's construction, one segment after the other. */
class Builder {
  readonly #star: StarReading
  readonly steps: Step[][] = []
  readonly empty: number[][] = []

  constructor(star: StarReading) {
    this.#star = star
  }

  addState(): number {
    this.steps.push([])
    this.empty.push([])
    return this.steps.length - 1
  }

  addTree(tree: PatternTree, start: number): number {
    let at = start
    tree.forEach((segment, index) => {
      const isLast = index === tree.length - 1
      if (segment === GLOBSTAR) at = isLast ? this.addRest(at) : this.addAnySegments(at)
      else {
        at = this.addNodes(segment, at)
        if (!isLast) at = this.step(at, SEPARATOR)
      }
    })
    return at
  }

  /** Takes at least one character: the folder before a final `/**` has a pattern of its own. */
  private addRest(from: number): number {
    const end = this.step(from, ALL)
    this.steps[end]?.push({ on: ALL, to: end })
    return end
  }

  private addAnySegments(from: number): number {
    const loop = this.step(from, null)
    const inside = this.step(loop, NAME)
    this.steps[inside]?.push({ on: NAME, to: inside }, { on: SEPARATOR, to: loop })
    return this.step(loop, null)
  }

  private addNodes(nodes: readonly Node[], from: number): number {
    return nodes.reduce((at, node) => this.addNode(node, at), from)
  }

  private addNode(node: Node, from: number): number {
    switch (node.kind) {
      case 'text':
        return [...units(node.text)].reduce((at, code) => this.step(at, { kind: 'one', code }), from)
      case 'any':
        return this.step(from, NAME)
      case 'star': {
        const loop = this.step(from, this.#star === 'some' ? NAME : null)
        this.steps[loop]?.push({ on: NAME, to: loop })
        return this.step(loop, null)
      }
      case 'class':
        return this.step(from, node)
      case 'group':
        return this.addGroup(node, from)
      default:
        return unreachable(node)
    }
  }

  private addGroup({ sign, alternatives }: Extract<Node, { kind: 'group' }>, from: number): number {
    const open = this.step(from, null)
    const close = this.addState()
    for (const nodes of alternatives) this.empty[this.addNodes(nodes, this.step(open, null))]?.push(close)
    if (sign === '?' || sign === '*') this.empty[open]?.push(close)
    if (sign === '+' || sign === '*') this.empty[close]?.push(open)
    return this.step(close, null)
  }

  /** @param on null for an empty step, which takes no character */
  private step(from: number, on: CharSet | null): number {
    const to = this.addState()
    if (on === null) this.empty[from]?.push(to)
    else this.steps[from]?.push({ on, to })
    return to
  }
}

function* units(text: string): Generator<number> {
  for (let index = 0; index < text.length; index += 1) yield text.charCodeAt(index)
}

function withoutEmptySteps({ steps, empty }: Builder, start: number, end: number): Automaton {
  // A state that only empty steps reach is left out: the steps out of it begin at the states before it.
  const isStood = new Set([start, ...steps.flat().map((step) => step.to)])
  const closures = steps.map((_, state) => (isStood.has(state) ? closureOf(state, empty) : []))
  return {
    start,
    steps: closures.map((closure) => closure.flatMap((state) => steps[state] ?? [])),
    isFinal: closures.map((closure) => closure.includes(end)),
  }
}

function closureOf(state: number, empty: readonly (readonly number[])[]): readonly number[] {
  const seen = new Set([state])
  for (const one of seen) for (const next of empty[one] ?? []) seen.add(next)
  return [...seen]
}

/** Gives the states after one more UTF-16 unit, in ascending order, each once. */
export function advance(
  automaton: Automaton,
  states: readonly number[],
  code: number,
  ignoreCase: boolean,
): readonly number[] {
  const next = new Set<number>()
  for (const state of states) {
    for (const step of automaton.steps[state] ?? []) if (contains(step.on, code, ignoreCase)) next.add(step.to)
  }
  return [...next].sort((a, b) => a - b)
}

/** Takes time in proportion to the length of the path times that of the pattern, whatever they are. */
export function accepts(automaton: Automaton, path: string, ignoreCase: boolean): boolean {
  let states: readonly number[] = [automaton.start]
  for (let index = 0; index < path.length && states.length > 0; index += 1) {
    states = advance(automaton, states, path.charCodeAt(index), ignoreCase)
  }
  return states.some((state) => automaton.isFinal[state])
}
