import { ProblemError } from '../src/core/problems/problem.js'
import { compileCoverage } from '../src/core/patterns/match.js'
import { findOverlap } from '../src/core/patterns/overlap.js'
import { parseCoverage, parseForeignCoverage } from '../src/core/patterns/parse-coverage.js'
import { quote, shellWord } from '../src/core/quote.js'
import { parsePushLines } from '../src/git/changes/ref-updates.js'
import { createDiffReader, parseRawDiff } from '../src/git/changes/raw-diff.js'
import { parseSettings } from '../src/git/git-settings.js'
import { parseWorktrees } from '../src/git/worktrees.js'
import { decodeAgentLock, encodeAgentLock } from '../src/records/agentlock-record.js'
import { parseConfigRecord } from '../src/records/config-record.js'
import { parseEventRecord } from '../src/records/event-record.js'
import { parseLeaseRecord } from '../src/records/lease-record.js'
import { createTableEncoder, decodeTable } from '../src/records/lock-table-record.js'
import { parseMessageRecord, renderMessageRecord } from '../src/records/message-record.js'
import { matchNaively, readNaively, splitDiffNaively, splitNaively } from './naive-parsers.js'
import { SPECIMENS, type SpecimenName } from './specimens.js'

/** A parser that reads outside text, with what has to be so whatever the text is. Throws where it is not. */
export interface FuzzedParser {
  readonly specimen: SpecimenName
  readonly read: (bytes: Buffer) => void
  /** The naive one for the same text; null: there is none of its own. */
  readonly readNaively: ((bytes: Buffer) => void) | null
}

const PATHS = ['src/a.ts', 'a', 'a/b/c/d/e/f/g.md', `${'a'.repeat(60)}/${'a'.repeat(60)}`]
const SENSITIVE = { ignoreCase: false }
const OTHER = parseCoverage('src/**/*.{ts,md}', ['!src/a'])

export const PARSERS: Readonly<Record<string, FuzzedParser>> = {
  patterns: { specimen: 'pattern', read: readPattern, readNaively: readPatternNaively },
  'scopes of a lock': { specimen: 'pattern', read: readScopes, readNaively: null },
  "other programs' patterns": { specimen: 'pattern', read: readForeignPattern, readNaively: null },
  'agent lock records': { specimen: 'agentLock', read: readAgentLock, readNaively: readRecordNaively },
  'message records': { specimen: 'message', read: readMessage, readNaively: readRecordNaively },
  'lock tables': { specimen: 'table', read: readTable, readNaively: readRecordNaively },
  'claim records': { specimen: 'lease', read: (bytes) => void parseLeaseRecord(bytes), readNaively: null },
  'event records': {
    specimen: 'event',
    read: (bytes) => void parseEventRecord(bytes.toString('utf8')),
    readNaively: null,
  },
  configuration: { specimen: 'config', read: readConfig, readNaively: readRecordNaively },
  'git settings': { specimen: 'settings', read: (bytes) => allowed(() => parseSettings(bytes)), readNaively: null },
  'pre-push input': { specimen: 'push', read: readPush, readNaively: (bytes) => void splitNaively(bytes) },
  'raw diffs': { specimen: 'diff', read: readDiff, readNaively: (bytes) => void splitDiffNaively(bytes) },
  worktrees: { specimen: 'worktrees', read: (bytes) => void parseWorktrees(bytes.toString('utf8')), readNaively: null },
  'text that is shown': { specimen: 'pattern', read: showText, readNaively: null },
}

export function specimensOf({ specimen }: FuzzedParser): readonly string[] {
  return SPECIMENS[specimen]
}

function readPattern(bytes: Buffer): void {
  const parsed = parseCoverage(bytes.toString('utf8'), [])
  if (!parsed.ok) return
  const matches = compileCoverage(parsed.value.covers, SENSITIVE)
  for (const path of PATHS) matches({ path })
  if (OTHER.ok) findOverlap(parsed.value.covers, OTHER.value.covers, SENSITIVE)
}

function readPatternNaively(bytes: Buffer): void {
  for (const path of PATHS) matchNaively(bytes.toString('utf8'), path)
}

function readScopes(bytes: Buffer): void {
  const scope = bytes.toString('utf8').split('\n')
  const parsed = parseCoverage('src/*', scope)
  if (parsed.ok) compileCoverage(parsed.value.covers, SENSITIVE)({ path: 'src/a.ts' })
}

function readForeignPattern(bytes: Buffer): void {
  const text = bytes.toString('utf8')
  const covers = parseForeignCoverage(text, [text])
  compileCoverage(covers, { ignoreCase: true })({ path: 'src/a.ts' })
}

function readAgentLock(bytes: Buffer): void {
  const decoded = decodeAgentLock(bytes, 'name')
  must(decoded.ok || decoded.reason !== '', 'refused without a reason')
  if (!decoded.ok) return
  const { lock } = decoded.value
  must(lock.resource !== '' && Number.isFinite(lock.expiresAt), 'a lock on nothing, or for no time')
  must(decodeAgentLock(Buffer.from(encodeAgentLock({ ...lock, revision: 1 })), 'name').ok, 'it cannot be written again')
}

/** It is to say somehow that it is no lock: nothing means free. */
function readRecordNaively(bytes: Buffer): void {
  must(readNaively(bytes) !== null, 'what cannot be read counts as free')
}

function readMessage(bytes: Buffer): void {
  const reading = parseMessageRecord(bytes)
  must(reading.kind === 'message' || reading.reason !== '', 'refused without a reason')
  if (reading.kind !== 'message') return
  const again = parseMessageRecord(Buffer.from(renderMessageRecord(reading.message)))
  must(again.kind === 'message', 'it cannot be written again')
}

function readTable(bytes: Buffer): void {
  const decoded = decodeTable(bytes)
  if (decoded.kind !== 'table') return
  const again = decodeTable(Buffer.from(createTableEncoder()(decoded.table)))
  must(JSON.stringify(again) === JSON.stringify(decoded), 'it is not the same when it is written again')
}

function readConfig(bytes: Buffer): void {
  const parsed = parseConfigRecord(bytes.toString('utf8'), '.holdfast.json')
  if (!parsed.ok) must(new ProblemError(parsed.problem).message.length < 20_000, 'a problem that fills the screen')
}

function readPush(bytes: Buffer): void {
  allowed(() => parsePushLines(bytes))
}

/** However the output is chopped, it says the same. */
function readDiff(bytes: Buffer): void {
  const whole = outcomeOf(() => parseRawDiff(bytes))
  const chopped = outcomeOf(() => {
    const reader = createDiffReader()
    for (let start = 0; start < bytes.length; start += 7) reader.push(bytes.subarray(start, start + 7))
    return reader.end()
  })
  must(whole === chopped, 'in pieces it says something else')
}

function showText(bytes: Buffer): void {
  const text = bytes.toString('utf8')
  must(!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(`${quote(text)}${shellWord(text)}`), 'it breaks the line that it is shown in')
}

function outcomeOf(read: () => unknown): string {
  try {
    return JSON.stringify(read())
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code
    throw error
  }
}

/** Only a problem by name may come of it. */
function allowed(read: () => unknown): void {
  outcomeOf(read)
}

function must(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise)
}
