import { getHeapStatistics } from 'node:v8'
import fc from 'fast-check'
import { patternText } from '../test/core/pattern/arbitrary-pattern.js'
import { PARSERS, specimensOf, type FuzzedParser } from './fuzzed-parsers.js'
import { mutate } from './mutations.js'
import { createRandom } from './random.js'
import type { Side } from './scenario.js'

/** One parser, many texts. */
export interface FuzzJob {
  readonly role: 'fuzz'
  readonly side: Side
  readonly parser: string
  readonly runs: number
  readonly seed: number
}

export interface FuzzAnswer {
  readonly runs: number
  /** What is wrong, and for which text; null: nothing. */
  readonly failure: string | null
  readonly longestMs: number
  readonly mostBytes: number
  readonly peakMegabytes: number
}

/** Of processor time, for one text. */
const MOST_MS = 500
/** By which the heap may grow for one text. */
const MOST_BYTES = 96 * 1024 * 1024
const MOST_MUTATIONS = 4

export async function fuzz({ side, parser, runs, seed }: FuzzJob): Promise<FuzzAnswer> {
  const fuzzed = PARSERS[parser]
  const read = side === 'ours' ? fuzzed?.read : fuzzed?.readNaively
  if (fuzzed === undefined || read === undefined || read === null) throw new RangeError(`no parser ${parser}`)
  let [longestMs, mostBytes, count] = [0, 0, 0]
  const property = fc.property(texts(fuzzed), (bytes) => {
    count += 1
    const [heap, time] = [getHeapStatistics().used_heap_size, process.cpuUsage()]
    read(bytes)
    const { user, system } = process.cpuUsage(time)
    longestMs = Math.max(longestMs, (user + system) / 1000)
    mostBytes = Math.max(mostBytes, getHeapStatistics().used_heap_size - heap)
    if ((user + system) / 1000 > MOST_MS) throw new Error(`it takes ${Math.round(user / 1000)} ms`)
    if (getHeapStatistics().used_heap_size - heap > MOST_BYTES) throw new Error(`it takes ${mostBytes} bytes`)
  })
  const { failed, counterexample, errorInstance } = fc.check(property, { numRuns: runs, seed, endOnFailure: true })
  const failure = failed ? describeFailure(errorInstance, counterexample?.[0]) : null
  return { runs: count, failure, longestMs, mostBytes, peakMegabytes: process.resourceUsage().maxRSS / 1024 }
}

function describeFailure(error: unknown, bytes: Buffer | undefined): string {
  const message = error instanceof Error ? error.message : String(error)
  return `${message.slice(0, 200)}: ${JSON.stringify(bytes?.toString('latin1').slice(0, 80))}`
}

/** What parsers count, nest and look for the end of, far too often. */
const SIGNS = ['[', ']', '{', '}', '(', ')', '@(', '+(a|', '*', '**', '*a', '{a,b}', '{1..9}', ',', '/', '!', '\\', '..', '"', '\n', '\0', ' ', 'a']
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
    { weight: 2, arbitrary: crowd.map((pieces) => Buffer.from(pieces.map(([sign, times]) => sign.repeat(times)).join(''))) },
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
