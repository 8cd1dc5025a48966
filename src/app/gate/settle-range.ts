import { isObjectId } from '../../core/object-id.js'
import { ProblemError } from '../../core/problems/problem.js'
import {
  completeHistory,
  fetchBranch,
  fetchCommit,
  readParents,
  resolveCommit,
  type Range,
} from '../../git/remote/complete-history.js'
import type { RemoteCall } from '../../git/remote/remote-call.js'
import type { Base, RangeQuestion } from './range-question.js'

type Question = Extract<RangeQuestion, { kind: 'range' }>

/**
 * Finds both ends of a range and all commits between them, and fetches what the clone lacks. The range is never cut
 * short.
 *
 * @param fetches false: all commits must already be in the clone
 * @throws ProblemError `no-revision`, `history-cut`, `remote-unreachable`
 */
export async function settleRange(call: RemoteCall, question: Question, fetches: boolean): Promise<Range> {
  const head = await findCommit(call, question.head, fetches)
  if (head === null) throw new ProblemError({ area: 'git', code: 'no-revision', revision: question.head })
  const bases = await withTestMerge(call, question, head)
  const base = await findBase(call, bases, fetches)
  const range = { base, head }
  await completeHistory(call, range, fetches)
  return range
}

/** Prefers the first parent of CI's test merge: the base that the event names may be older than that. */
async function withTestMerge(
  call: RemoteCall,
  { bases, testMerge }: Question,
  head: string,
): Promise<readonly [Base, ...Base[]]> {
  const merge = testMerge === undefined ? null : await resolveCommit(call, testMerge)
  if (merge === null) return bases
  const [first, second, ...more] = await readParents(call, merge)
  const isMergeOfHead = first !== undefined && second === head && more.length === 0
  return isMergeOfHead ? [{ kind: 'commit', name: first }, ...bases] : bases
}

async function findBase(call: RemoteCall, bases: readonly [Base, ...Base[]], fetches: boolean): Promise<string | null> {
  for (const base of bases) {
    if (base.kind === 'nothing') return null
    const id = await (base.kind === 'commit'
      ? findCommit(call, base.name, fetches)
      : findBranch(call, base.name, fetches))
    if (id !== null) return id
  }
  const [first] = bases
  const revision = first.kind === 'nothing' ? '' : first.name
  throw new ProblemError({ area: 'git', code: 'no-revision', revision })
}

/** Finds a commit by id or name. A missing commit is fetched, and so is a missing branch of the remote. */
async function findCommit(call: RemoteCall, name: string, fetches: boolean): Promise<string | null> {
  const here = await resolveCommit(call, name)
  if (here !== null || !fetches) return here
  if (!isObjectId(name)) return findBranch(call, name.replace(`${call.remote.name}/`, ''), fetches)
  return (await tryFetch(() => fetchCommit(call, name))) ? resolveCommit(call, name) : null
}

async function findBranch(call: RemoteCall, branch: string, fetches: boolean): Promise<string | null> {
  const tracked = `refs/remotes/${call.remote.name}/${branch}`
  if (!fetches) return (await resolveCommit(call, tracked)) ?? resolveCommit(call, `refs/heads/${branch}`)
  let ref = ''
  const isFetched = await tryFetch(async () => {
    ref = await fetchBranch(call, branch)
  })
  return isFetched ? resolveCommit(call, ref) : null
}

/** False when the remote does not have the commit or branch, or does not send it. */
async function tryFetch(fetch: () => Promise<void>): Promise<boolean> {
  try {
    await fetch()
    return true
  } catch (error) {
    if (error instanceof ProblemError && ['remote-unreachable', 'no-revision'].includes(error.problem.code))
      return false
    throw error
  }
}
