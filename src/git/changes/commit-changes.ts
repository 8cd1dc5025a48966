import { isObjectId } from '../../core/object-id.js'
import { join } from 'node:path'
import type { Change } from '../../core/change.js'
import { ProblemError } from '../../core/problems/problem.js'
import { isReachable } from '../../disk/look.js'
import { DIFF_FLAGS, COMMIT_FORMAT, createDiffReader } from './raw-diff.js'
import { outputUnreadable } from '../git-faults.js'
import { isZeroId, type PushLine } from './ref-updates.js'
import { pipeGit, runGit } from '../run-git.js'
import type { Environment } from '../../core/settings/environment.js'
import type { Place } from '../place.js'

/** The commits that a tip reaches and that nothing known reaches. */
export interface CommitRange {
  /** Object ids of commits. */
  readonly tips: readonly string[]
  /** Object ids of commits. */
  readonly known: readonly string[]
  readonly knownRefs?: readonly string[]
}

export interface Push {
  readonly remote: string
  /** Equal to `remote` if the push goes to a URL that is no named remote. */
  readonly url: string
  readonly lines: readonly PushLine[]
}

/**
 * The changes of the commits of a push, each commit for itself: a path that one commit changes and the next changes
 * back is included. A deletion of a ref, and a tag of anything but a commit, change no path.
 *
 * @throws ProblemError `no-revision` if an object to be pushed is missing, `git-stopped`
 */
export async function readPushedChanges(place: Place, env: Environment, push: Push): Promise<readonly Change[]> {
  const sent = push.lines.filter((line) => !isZeroId(line.localId)).map((line) => line.localId)
  if (sent.length === 0) return []
  const there = push.lines.map((line) => line.remoteId).filter((id) => !isZeroId(id))
  const [objects, knownRefs] = await Promise.all([
    resolveObjects(place, env, [...sent, ...[...sent, ...there].map((id) => `${id}^{commit}`)]),
    push.remote === push.url ? ['--remotes'] : refsOfRemote(place, env, push.remote),
  ])
  const missing = sent.find((id) => !objects.has(id))
  if (missing !== undefined) throw new ProblemError({ area: 'git', code: 'no-revision', revision: missing })
  return readCommitChanges(place, env, {
    tips: commitsOf(sent, objects),
    // A commit that the remote has and we never fetched cannot be used here.
    known: commitsOf(there, objects),
    knownRefs,
  })
}

/**
 * The changes of the commits that `head` has and `base` has not, each commit for itself. Commits that `base` has got
 * since the two parted add nothing.
 *
 * @throws ProblemError `no-revision`; `history-cut` if a shallow clone does not reach back to their common commit
 */
export async function readRangeChanges(
  place: Place,
  env: Environment,
  base: string,
  head: string,
): Promise<readonly Change[]> {
  const names = [base, head].map((revision) => `${singleLine(revision)}^{commit}`)
  const objects = await resolveObjects(place, env, names)
  const [baseId, headId] = [base, head].map((revision) => commitOf(revision, objects)) as [string, string]
  if (isReachable(join(place.commonDir, 'shallow')) && !(await hasMergeBase(place, env, baseId, headId))) {
    throw new ProblemError({ area: 'git', code: 'history-cut', base, head })
  }
  return readCommitChanges(place, env, { tips: [headId], known: [baseId] })
}

/**
 * The changes of every commit in a range, each with its commit. A merge has every path that differs from any of its
 * parents: only `readMergeCommitChanges` knows which of them the merge itself changes. The cost is about that of
 * `git rev-list | git diff-tree`, whatever the number of commits.
 */
export async function readCommitChanges(
  place: Place,
  env: Environment,
  range: CommitRange,
): Promise<readonly Change[]> {
  if (range.tips.length === 0) return []
  const reader = createDiffReader()
  // The ids go through standard input: a push of all branches has more of them than an argument list holds.
  const input = Buffer.from([...range.tips, ...range.known.map((id) => `^${id}`), ''].join('\n'))
  const knownRefs = range.knownRefs === undefined ? [] : ['--not', ...range.knownRefs]
  await pipeGit(
    ['rev-list', '--stdin', ...knownRefs, '--'],
    COMMITS_TO_CHANGES,
    { cwd: place.cwd, env, input },
    (chunk) => reader.push(chunk),
  )
  return reader.end()
}

/**
 * git's `--remotes=team` also takes the refs of a remote `team/x`. Commits that only `team/x` has are new to `team`.
 */
async function refsOfRemote(place: Place, env: Environment, remote: string): Promise<readonly string[]> {
  const args = ['config', '-z', '--name-only', '--get-regexp', String.raw`^remote\..*\.(url|pushurl|fetch)$`]
  const { stdout } = await runGit(args, { cwd: place.cwd, env, okCodes: [0, 1] })
  const names = stdout
    .toString('utf8')
    .split('\0')
    .map((key) => key.slice('remote.'.length, key.lastIndexOf('.')))
  const below = new Set(names.filter((name) => name.startsWith(`${remote}/`)))
  return [...[...below].map((name) => `--exclude=${name}/*`), `--remotes=${remote}`]
}

const COMMITS_TO_CHANGES = [
  // Trailers are written with a colon, also where the configuration prefers another sign.
  '-c',
  'trailer.separators=:',
  'diff-tree',
  '--stdin',
  '-r',
  // For a merge, git then lists the paths that differ from each parent; without this flag it lists none.
  '--diff-merges=separate',
  '--root',
  // No conversion: a message that claims a strange encoding could otherwise turn into any bytes.
  '--encoding=none',
  `--format=${COMMIT_FORMAT}`,
  ...DIFF_FLAGS,
]

/** Maps each asked name to its object id, without names whose object is missing or not of the asked type. */
export async function resolveObjects(
  place: Place,
  env: Environment,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  // On standard input a name is never an option, and thousands of names cost one process.
  const call = { cwd: place.cwd, env, input: Buffer.from(names.map((name) => `${name}\n`).join('')) }
  const { stdout } = await runGit(['cat-file', '--batch-check=%(objectname)'], call)
  const answers = stdout.toString('utf8').trimEnd().split('\n')
  if (answers.length !== names.length)
    throw outputUnreadable('cat-file', `${answers.length} answers to ${names.length} names`)
  return new Map(names.flatMap((name, index) => toFound(name, answers[index] ?? '')))
}

function toFound(name: string, answer: string): [name: string, id: string][] {
  return isObjectId(answer) ? [[name, answer]] : []
}

/** The commits that these ids name, directly or through a tag. */
export function commitsOf(ids: readonly string[], objects: ReadonlyMap<string, string>): readonly string[] {
  return ids.map((id) => objects.get(`${id}^{commit}`)).filter((id) => id !== undefined)
}

function commitOf(revision: string, objects: ReadonlyMap<string, string>): string {
  const id = objects.get(`${revision}^{commit}`)
  if (id === undefined) throw new ProblemError({ area: 'git', code: 'no-revision', revision })
  return id
}

/** A line end would turn one name into two questions. */
function singleLine(revision: string): string {
  if (revision === '' || /[\n\0]/.test(revision)) throw new ProblemError({ area: 'git', code: 'no-revision', revision })
  return revision
}

async function hasMergeBase(place: Place, env: Environment, base: string, head: string): Promise<boolean> {
  const { exitCode } = await runGit(['merge-base', base, head], { cwd: place.cwd, env, okCodes: [0, 1] })
  return exitCode === 0
}
