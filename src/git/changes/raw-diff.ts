import { isObjectId } from '../../core/object-id.js'
import { isAgentName } from '../../core/agent-name.js'
import type { Change, ChangeKind, CommitAuthorship } from '../../core/change.js'
import { outputUnreadable } from '../git-faults.js'
import { createFieldSplitter } from '../nul-fields.js'
import { nameOf, namePath } from './path-name.js'

/**
 * With these flags git lists every path that differs, and both sides of a rename, whatever the configuration says:
 * `diff.renames`, `diff.relative`, `diff.ignoreSubmodules` and `ignore = all` in .gitmodules each hide some paths. The
 * build writes the flags into hooks/guard.sh.
 */
export const EVERY_PATH_FLAGS = [
  '--no-renames',
  '--no-abbrev',
  '--ignore-submodules=none',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--no-color',
] as const

/** Paths as bytes, with what happened to each. */
export const DIFF_FLAGS = ['--raw', '-z', ...EVERY_PATH_FLAGS] as const

/**
 * What `--raw -z` prints, cut at its NULs, is a row of fields in fixed places:
 *
 *   commit id · parents · author email · Holdfast-Agent values     (only under COMMIT_FORMAT)
 *   :modes ids status · path                                       (any number of times)
 *
 * A field is read by its place, so nothing inside a name, an address or a message can pass for a record.
 */
export interface DiffReader {
  push(chunk: Uint8Array): void
  /** @throws ProblemError `output-unreadable` */
  end(): readonly Change[]
}

/**
 * The four fields before the changes of a commit; a merge has them once for each parent. Values are unfolded, one a
 * line.
 */
export const COMMIT_FORMAT = '%H%x00%P%x00%ae%x00%(trailers:key=Holdfast-Agent,valueonly,unfold)'

type Expected =
  | { readonly field: 'commit or change' }
  | { readonly field: 'parents'; readonly id: string }
  | { readonly field: 'email'; readonly id: string; readonly parents: readonly string[] }
  | { readonly field: 'agents'; readonly id: string; readonly parents: readonly string[]; readonly authorEmail: string }
  | { readonly field: 'path'; readonly record: RawRecord }

interface RawRecord {
  readonly kind: ChangeKind
  readonly isSubmodule: boolean
}

const COMMAND = 'diff --raw'
const COMMIT_OR_CHANGE: Expected = { field: 'commit or change' }
// R and C, which bring a second path, do not occur: we always ask for --no-renames.
const ONE_PARENT = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([ADMTUX])$/
const ABSENT = '000000'
const SUBMODULE = '160000'

/** Any bytes at all give changes or `output-unreadable`. */
export function parseRawDiff(bytes: Uint8Array): readonly Change[] {
  const reader = createDiffReader()
  reader.push(bytes)
  return reader.end()
}

export function createDiffReader(): DiffReader {
  const changes: Change[] = []
  const add = createCollector(changes)
  let commit: CommitAuthorship | undefined
  let expected = COMMIT_OR_CHANGE
  const splitter = createFieldSplitter(COMMAND, (field) => {
    if (expected.field === 'path') {
      add(toChange(field, expected.record, commit))
    } else if (expected.field === 'agents' && commit?.id !== expected.id) {
      commit = toAuthorship(expected, parseAgents(field))
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
  if (expected.field === 'parents') return { field: 'email', id: expected.id, parents: parseParents(field) }
  if (expected.field === 'email') return { ...expected, field: 'agents', authorEmail: field.toString('utf8') }
  if (expected.field !== 'commit or change') return COMMIT_OR_CHANGE
  const text = withoutLineEnds(field)
  if (text === '') return expected
  if (text.startsWith(':')) return { field: 'path', record: parseRecord(text) }
  if (isObjectId(text)) return { field: 'parents', id: text }
  throw outputUnreadable(COMMAND, `neither a commit nor a change: ${text.slice(0, 80)}`)
}

/** For a merge, git lists a path once for each parent that it differs from. */
function createCollector(changes: Change[]): (change: Change) => void {
  let merge: CommitAuthorship | undefined
  let seen = new Set<string>()
  return (change) => {
    if (change.commit?.merges !== undefined) {
      if (change.commit !== merge) [merge, seen] = [change.commit, new Set()]
      if (seen.has(nameOf(change))) return
      seen.add(nameOf(change))
    }
    changes.push(change)
  }
}

function toAuthorship(
  fields: Extract<Expected, { field: 'agents' }>,
  agents: CommitAuthorship['agents'],
): CommitAuthorship {
  const { id, parents, authorEmail } = fields
  const [first, second, ...others] = parents
  const authorship = { id, agents, authorEmail }
  return first === undefined || second === undefined
    ? authorship
    : { ...authorship, merges: [first, second, ...others] }
}

function parseParents(field: Buffer): readonly string[] {
  const parents = field
    .toString('latin1')
    .split(' ')
    .filter((id) => id !== '')
  const odd = parents.find((id) => !isObjectId(id))
  if (odd !== undefined) throw outputUnreadable(COMMAND, `no parent: ${odd.slice(0, 80)}`)
  return parents
}

/** git puts a line end between a commit and its changes, and an empty field where the commit is a merge. */
function withoutLineEnds(field: Buffer): string {
  const text = field.toString('latin1')
  return text.startsWith('\n') ? text.replace(/^\n+/, '') : text
}

/** One colon per parent: `:old new oldId newId M`, `::old1 old2 new oldId1 oldId2 newId MM`. */
function parseRecord(text: string): RawRecord {
  const [, oldMode, newMode, oldId, newId, status] = ONE_PARENT.exec(text) ?? []
  if (oldMode === undefined || newMode === undefined || status === undefined) return parseMergeRecord(text)
  const kind = kindOf([oldMode], newMode, oldId === newId, status)
  return { kind, isSubmodule: oldMode === SUBMODULE || newMode === SUBMODULE }
}

function parseMergeRecord(text: string): RawRecord {
  const parents = /^:+/.exec(text)?.[0].length ?? 0
  const parts = text.slice(parents).split(' ')
  const [modes, ids] = [parts.slice(0, parents + 1), parts.slice(parents + 1, 2 * parents + 2)]
  const [newMode = '', status = ''] = [modes.at(-1), parts.at(-1)]
  const isWhole = parts.length === 2 * parents + 3 && modes.every((mode) => /^[0-7]{6}$/.test(mode))
  if (parents < 2 || !isWhole || !ids.every((id) => isObjectId(id)) || !/^[ADMTUX]+$/.test(status)) {
    throw outputUnreadable(COMMAND, `no change: ${text.slice(0, 80)}`)
  }
  const isSameContent = ids.every((id) => id === ids[0])
  return { kind: kindOf(modes.slice(0, -1), newMode, isSameContent, status), isSubmodule: modes.includes(SUBMODULE) }
}

/** Compares modes and content, not letters: git has one letter, M, for changes of content and of mode. */
function kindOf(oldModes: readonly string[], newMode: string, isSameContent: boolean, status: string): ChangeKind {
  if (status.includes('U')) return 'unmerged'
  if (newMode === ABSENT) return 'deleted'
  if (oldModes.every((mode) => mode === ABSENT)) return 'added'
  if (oldModes.some((mode) => mode !== ABSENT && typeOf(mode) !== typeOf(newMode))) return 'type'
  return isSameContent ? 'mode' : 'modified'
}

function typeOf(mode: string): string {
  return mode.slice(0, 3)
}

function toChange(field: Buffer, { kind, isSubmodule }: RawRecord, commit: CommitAuthorship | undefined): Change {
  if (field.length === 0) throw outputUnreadable(COMMAND, 'a change without a path')
  const name = namePath(field)
  return commit === undefined ? { ...name, kind, isSubmodule } : { ...name, kind, isSubmodule, commit }
}

function parseAgents(field: Buffer): CommitAuthorship['agents'] {
  const values = field.toString('utf8').split('\n')
  return values.map((value) => value.trim()).filter(isAgentName)
}
