import { getHeapStatistics } from 'node:v8'
import fc from 'fast-check'
import { patternText } from '../test/support/arbitrary-pattern.js'
import { PARSERS, specimensOf, type FuzzedParser } from './fuzzed-parsers.js'
import { mutate } from './mutations.js'
import { createRandom } from './random.js'
import type { Side } from './scenario.js'

/** Parsers, one after the other, until one of them fails; many texts for each. */
export interface FuzzJob {
  readonly role: 'fuzz'
  readonly side: Side
  readonly parsers: readonly string[]
  readonly runs: number
  readonly seed: number
}

export interface FuzzAnswer {
  readonly runs: number
  /** What is wrong with which parser, and for which text; null: nothing. */
  readonly failure: string | null
  readonly longestMs: number
  readonly mostBytes: number
  readonly peakMegabytes: number
}

type Figures = Omit<FuzzAnswer, 'peakMegabytes'>

/** Of processor time for one text, in times of the control: half a second where that takes 20 ms. */
const MOST_CONTROLS = 25
/** Below this no text is worth a second look. */
const SUSPECT_MS = 100
/** By which the heap may grow for one text. */
const MOST_BYTES = 96 * 1024 * 1024
const CONTROL_REPEATS = 60_000
const MOST_MUTATIONS = 4

export async function fuzz({ side, parsers, runs, seed }: FuzzJob): Promise<FuzzAnswer> {
  let all: Figures = { runs: 0, failure: null, longestMs: 0, mostBytes: 0 }
  for (const parser of parsers) {
    const one = fuzzParser(side, parser, runs, seed)
    const longestMs = Math.max(all.longestMs, one.longestMs)
    const failure = all.failure ?? (one.failure === null ? null : `${parser}: ${one.failure}`)
    all = { runs: all.runs + one.runs, failure, longestMs, mostBytes: Math.max(all.mostBytes, one.mostBytes) }
  }
  return { ...all, peakMegabytes: process.resourceUsage().maxRSS / 1024 }
}

function fuzzParser(side: Side, parser: string, numRuns: number, seed: number): Figures {
  const fuzzed = PARSERS[parser]
  const read = side === 'ours' ? fuzzed?.read : fuzzed?.readNaively
  if (fuzzed === undefined || read === undefined || read === null) throw new RangeError(`no parser ${parser}`)
  let [longestMs, mostBytes, runs] = [0, 0, 0]
  const property = fc.property(texts(fuzzed), (bytes) => {
    runs += 1
    const heap = getHeapStatistics().used_heap_size
    const tookMs = processorMs(() => read(bytes))
    const grewBytes = getHeapStatistics().used_heap_size - heap
    longestMs = Math.max(longestMs, tookMs)
    mostBytes = Math.max(mostBytes, grewBytes)
    const over = tookMs > SUSPECT_MS ? controlsOver(() => read(bytes)) : null
    if (over !== null) throw new Error(`it takes as long as ${Math.round(over)} controls`)
    if (grewBytes > MOST_BYTES) throw new Error(`it takes ${grewBytes} bytes`)
  })
  const { failed, counterexample, errorInstance } = fc.check(property, { numRuns, seed, endOnFailure: true })
  return { runs, failure: failed ? describeFailure(errorInstance, counterexample?.[0]) : null, longestMs, mostBytes }
}

/**
 * How many controls a text takes that took long, where these are too many; null otherwise. Whatever slowed the machine
 * down slows the control down as well: both run in turns, and the best of each counts.
 */
function controlsOver(read: () => void): number | null {
  const rounds = Array.from({ length: 3 }, () => ({ text: processorMs(read), control: processorMs(runControl) }))
  const best = (of: 'text' | 'control'): number => Math.min(...rounds.map((round) => round[of]))
  const controls = best('text') / Math.max(best('control'), 1)
  return controls > MOST_CONTROLS ? controls : null
}

/** Work of a known size, of the kind that parsers do: some 20 ms on a machine of today. */
function runControl(): number {
  const text = 'a/b*[c]{d,e}\n'.repeat(CONTROL_REPEATS)
  let sum = 0
  for (let index = 0; index < text.length; index += 1) sum = (sum * 31 + text.charCodeAt(index)) | 0
  return sum + text.split('\n').map((line) => line.replace(/[*{}]/g, '')).length
}

function processorMs(act: () => unknown): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

function describeFailure(error: unknown, bytes: Buffer | undefined): string {
  const message = error instanceof Error ? error.message : String(error)
  return `${message.slice(0, 200)}: ${JSON.stringify(bytes?.toString('latin1').slice(0, 80))}`
}

/** What parsers count, nest and look for the end of, far too often. */
const SIGNS = [
  '[',
  ']',
  '{',
  '}',
  '(',
  ')',
  '@(',
  '+(a|',
  '*',
  '**',
  '*a',
  '{a,b}',
  '{1..9}',
  ',',
  '/',
  '!',
  '\\',
  '..',
  '"',
  '\n',
  '\0',
  ' ',
  'a',
]
const crowd = fc.array(fc.tuple(fc.constantFrom(...SIGNS), fc.integer({ min: 1, max: 400 })), { maxLength: 12 })

/** Noise, text, JSON of all kinds, patterns, and above all what was meant, damaged. */
function texts(parser: FuzzedParser): fc.Arbitrary<Buffer> {
  const specimens = specimensOf(parser).map((text) => Buffer.from(text))
  const damaged = fc.tuple(fc.constantFrom(...specimens), fc.nat(), fc.integer({ min: 0, max: MOST_MUTATIONS }))
  const keys = [...new Set(specimensOf(parser).flatMap((text) => text.match(/\w+/g) ?? []))]
  const record = fc.dictionary(fc.constantFrom(...keys, '__proto__', 'constructor'), fc.jsonValue({ maxDepth: 3 }))
  return fc.oneof(
    { weight: 6, arbitrary: damaged.map(([bytes, seed, times]) => damage(bytes, seed, times)) },
    { weight: 2, arbitrary: record.map((value) => Buffer.from(JSON.stringify(value))) },
    { weight: 2, arbitrary: patternText.map((text) => Buffer.from(text)) },
    {
      weight: 2,
      arbitrary: crowd.map((pieces) => Buffer.from(pieces.map(([sign, times]) => sign.repeat(times)).join(''))),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }).map((text) => Buffer.from(text)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...specimens), fc.integer({ min: 1, max: 200 })).map(repeated) },
  )
}

function damage(bytes: Buffer, seed: number, times: number): Buffer {
  const random = createRandom(seed)
  let damaged = bytes
  for (let turn = 0; turn < times && damaged.length > 0; turn += 1) damaged = mutate(damaged, random)
  return damaged
}

function repeated([bytes, times]: readonly [Buffer, number]): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => bytes))
}
