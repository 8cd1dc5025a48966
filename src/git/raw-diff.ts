import { isUtf8 } from 'node:buffer'
import { isAgentName } from '../core/agent.js'
import type { Change, ChangeKind, CommitOrigin } from '../core/change.js'
import { outputUnreadable } from './git-faults.js'
import { createFieldSplitter } from './nul-fields.js'

/**
 * What `--raw -z` prints, cut at its NULs, is a row of fields in fixed places:
 *
 *   commit id · author email · Holdfast-Agent values     (only under COMMIT_FORMAT)
 *   :modes ids status · path                             (any number of times)
 *
 * A field is read by its place, so nothing inside a name, an address or a message can pass for a record.
 */
export interface DiffReader {
  push(chunk: Uint8Array): void
  /** @throws ProblemError `output-unreadable` */
  end(): readonly Change[]
}

/** The three fields before the changes of a commit. Values come unfolded, one a line. */
export const COMMIT_FORMAT = '%H%x00%ae%x00%(trailers:key=Holdfast-Agent,valueonly,unfold)'

type Expected =
  | { readonly field: 'commit or change' }
  | { readonly field: 'email'; readonly id: string }
  | { readonly field: 'agents'; readonly id: string; readonly authorEmail: string }
  | { readonly field: 'path'; readonly record: RawRecord }

interface RawRecord {
  readonly kind: ChangeKind
  readonly isSubmodule: boolean
}

const COMMAND = 'diff --raw'
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** Any bytes at all give changes or `output-unreadable`. */
export function parseRawDiff(bytes: Uint8Array): readonly Change[] {
  const reader = createDiffReader()
  reader.push(bytes)
  return reader.end()
}

export function createDiffReader(): DiffReader {
  const changes: Change[] = []
  let commit: CommitOrigin | undefined
  let expected: Expected = { field: 'commit or change' }
  const splitter = createFieldSplitter(COMMAND, (field) => {
    if (expected.field === 'path') {
      changes.push(toChange(field, expected.record, commit))
    } else if (expected.field === 'agents') {
      commit = { id: expected.id, agents: parseAgents(field), authorEmail: expected.authorEmail }
    }
    expected = expectAfter(expected, field)
  })
  return {
    push: (chunk) => splitter.push(chunk),
    end() {
      splitter.end()
      if (expected.field !== 'commit or change')
        throw outputUnreadable(COMMAND, `it ends before a field "${expected.field}"`)
      return changes
    },
  }
}

function expectAfter(expected: Expected, field: Buffer): Expected {
  if (expected.field === 'email') return { field: 'agents', id: expected.id, authorEmail: field.toString('utf8') }
  if (expected.field !== 'commit or change') return { field: 'commit or change' }
  // git puts a line end between a commit and its changes, and an empty field where the commit is a merge.
  const text = field.toString('latin1').replace(/^\n+/, '')
  if (text === '') return expected
  if (text.startsWith(':')) return { field: 'path', record: parseRecord(text) }
  if (OBJECT_ID.test(text)) return { field: 'email', id: text }
  throw outputUnreadable(COMMAND, `neither a commit nor a change: ${text.slice(0, 80)}`)
}

/** One colon per parent: `:old new oldId newId M`, `::old1 old2 new oldId1 oldId2 newId MM`. */
function parseRecord(text: string): RawRecord {
  const parents = /^:+/.exec(text)?.[0].length ?? 0
  const parts = text.slice(parents).split(' ')
  const [modes, ids, status] = [
    parts.slice(0, parents + 1),
    parts.slice(parents + 1, 2 * parents + 2),
    parts.at(-1) ?? '',
  ]
  const isWhole = parts.length === 2 * parents + 3 && modes.every((mode) => /^[0-7]{6}$/.test(mode))
  // R and C would bring a second path; we always ask for --no-renames.
  if (!isWhole || !ids.every((id) => OBJECT_ID.test(id)) || !/^[ADMTUXB]+\d*$/.test(status)) {
    throw outputUnreadable(COMMAND, `no change: ${text.slice(0, 80)}`)
  }
  return { kind: kindOf(modes, ids, status), isSubmodule: modes.includes('160000') }
}

const ABSENT = '000000'

/** By modes and ids rather than by letters: git has one letter, M, for changes of content and of mode. */
function kindOf(modes: readonly string[], ids: readonly string[], status: string): ChangeKind {
  if (status.includes('U')) return 'unmerged'
  const newMode = modes.at(-1) ?? ABSENT
  const oldModes = modes.slice(0, -1).filter((mode) => mode !== ABSENT)
  if (newMode === ABSENT) return 'deleted'
  if (oldModes.length === 0) return 'added'
  if (oldModes.some((mode) => typeOf(mode) !== typeOf(newMode))) return 'type'
  return ids.every((id) => id === ids[0]) ? 'mode' : 'modified'
}

function typeOf(mode: string): string {
  return mode.slice(0, 3)
}

function toChange(field: Buffer, record: RawRecord, commit: CommitOrigin | undefined): Change {
  if (field.length === 0) throw outputUnreadable(COMMAND, 'a change without a path')
  const change = { path: field.toString('utf8'), ...record }
  const named = isUtf8(field) ? change : { ...change, bytes: field.toString('latin1') }
  return commit === undefined ? named : { ...named, commit }
}

function parseAgents(field: Buffer): CommitOrigin['agents'] {
  const values = field.toString('utf8').split('\n')
  return values.map((value) => value.trim()).filter(isAgentName)
}
