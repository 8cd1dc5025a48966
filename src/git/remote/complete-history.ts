import { isObjectId } from '../../core/object-id.js'
import { join } from 'node:path'
import { ProblemError } from '../../core/problems/problem.js'
import { isReachable } from '../../disk/look.js'
import { readBounded } from '../../disk/read-bounded.js'
import { talk, type RemoteCall } from './remote-call.js'
import { runGit } from '../run-git.js'

/** A range of commits by id; `base` null: everything up to `head`. */
export interface Range {
  readonly base: string | null
  readonly head: string
}

/** To fetch more than 6,300 commits at once is the user's decision. */
const STEPS = [50, 250, 1_000, 5_000] as const

/** The commit that a name means; null if it is not here. */
export async function resolveCommit(call: RemoteCall, name: string): Promise<string | null> {
  if (name === '' || /[\n\0]/.test(name)) return null
  const input = Buffer.from(`${name}^{commit}\n`)
  const { stdout } = await runGit(['cat-file', '--batch-check=%(objectname)'], {
    cwd: call.place.cwd,
    env: call.env,
    input,
  })
  const answer = stdout.toString('latin1').trim()
  return isObjectId(answer) ? answer : null
}

/** The parents that a commit names, even if a shallow clone does not have them. */
export async function readParents({ place, env }: RemoteCall, id: string): Promise<readonly string[]> {
  const { stdout } = await runGit(['cat-file', 'commit', id], { cwd: place.cwd, env, okCodes: [0, 128] })
  const [head = ''] = stdout.toString('latin1').split('\n\n')
  return [...head.matchAll(/^parent ([0-9a-f]{40,64})$/gm)].map(([, parent = '']) => parent)
}

/** Fetches a commit by its id; in a shallow clone with a few commits before it. */
export async function fetchCommit(call: RemoteCall, id: string): Promise<void> {
  const depth = isShallow(call) ? [`--depth=${STEPS[0]}`] : []
  await fetchQuietly(call, [...depth, '--', call.remote.url, id])
}

/** Fetches the tip of a branch to the ref where `git fetch` would put it. Gives the name of that ref. */
export async function fetchBranch(call: RemoteCall, branch: string): Promise<string> {
  if (!isBranchName(branch)) throw new ProblemError({ area: 'git', code: 'no-revision', revision: branch })
  const ref = `refs/remotes/${isBranchName(call.remote.name) ? call.remote.name : 'holdfast'}/${branch}`
  const depth = isShallow(call) ? [`--depth=${STEPS[0]}`] : []
  await fetchQuietly(call, [...depth, '--', call.remote.url, `+refs/heads/${branch}:${ref}`])
  return ref
}

/**
 * Makes sure that every commit of a range is here: deepens a shallow clone in steps.
 *
 * @param fetches false: every commit must be here already
 * @throws ProblemError `history-cut` if a commit is missing; `remote-unreachable`
 */
export async function completeHistory(call: RemoteCall, range: Range, fetches: boolean): Promise<void> {
  if (await isComplete(call, range)) return
  for (const step of fetches ? STEPS : []) {
    const tips = range.base === null ? [range.head] : [range.base, range.head]
    await fetchQuietly(call, [`--deepen=${step}`, '--', call.remote.url, ...tips])
    if (await isComplete(call, range)) return
  }
  throw new ProblemError({ area: 'git', code: 'history-cut', base: range.base ?? 'the beginning', head: range.head })
}

/**
 * A commit at the cut of a shallow clone looks as if it had no parents. If the range has such a commit, others behind
 * it may be missing. If both ends share no commit, the cut may hide the one that they share.
 */
async function isComplete(call: RemoteCall, { base, head }: Range): Promise<boolean> {
  const cut = readCutCommits(call)
  if (cut?.size === 0) return true
  if (cut === null) return false
  const { place, env } = call
  if (base !== null) {
    const { exitCode } = await runGit(['merge-base', base, head], { cwd: place.cwd, env, okCodes: [0, 1] })
    if (exitCode !== 0) return false
  }
  const args = ['rev-list', head, ...(base === null ? [] : [`^${base}`]), '--']
  const { stdout } = await runGit(args, { cwd: place.cwd, env })
  return !stdout
    .toString('latin1')
    .split('\n')
    .some((id) => cut.has(id))
}

function isShallow({ place }: RemoteCall): boolean {
  return isReachable(join(place.commonDir, 'shallow'))
}

/** The file has one line for each commit at the cut; a clone of a million branches has no more. */
const MAX_SHALLOW_BYTES = 64 * 1024 * 1024

/** Null if the file cannot be read. */
function readCutCommits({ place }: RemoteCall): ReadonlySet<string> | null {
  const reading = readBounded(join(place.commonDir, 'shallow'), MAX_SHALLOW_BYTES)
  if (reading.kind === 'missing') return new Set()
  if (reading.kind !== 'content') return null
  return new Set(reading.content.toString('latin1').split('\n').filter(Boolean))
}

const FLAGS = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--refmap='] as const

async function fetchQuietly(call: RemoteCall, args: readonly string[]): Promise<void> {
  await talk(call, ['fetch', ...FLAGS, ...args])
}

/** May this text stand in a refspec as the name of one branch? The rule is a bit stricter than git-check-ref-format. */
function isBranchName(name: string): boolean {
  if (name === '' || name.length > 1_000 || /^[-/.]|[/.]$|\.lock$/.test(name)) return false
  return !/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\./.test(name)
}
