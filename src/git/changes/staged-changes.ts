import { isObjectId } from '../../core/object-id.js'
import { join } from 'node:path'
import type { Change } from '../../core/change.js'
import { ProblemError } from '../../core/problems/problem.js'
import { readHint } from '../../disk/read-bounded.js'
import { DIFF_FLAGS, parseRawDiff } from './raw-diff.js'
import { gitStopped } from '../git-faults.js'
import { readMergeChanges } from './merge-changes.js'
import { runGit } from '../run-git.js'
import type { Environment } from '../../core/settings/environment.js'
import type { Place } from '../place.js'

/**
 * What a commit of the index would change. In a merge only what differs from git's own merge of the parents: the rest
 * was written, and checked, before.
 *
 * @param otherParents the further parents of a merge; where left out, those of MERGE_HEAD. In pre-merge-commit
 *   there is no MERGE_HEAD yet: pass `parentsOfPendingMerge(env)`
 * @param againstHead what `git diff-index` with our flags has said of HEAD already; null: ask it
 * @throws ProblemError `bare-repository`, `git-stopped`
 */
export async function readStagedChanges(
  place: Place,
  env: Environment,
  otherParents?: readonly string[],
  againstHead: Uint8Array | null = null,
): Promise<readonly Change[]> {
  if (place.isBare)
    throw new ProblemError({ area: 'git', code: 'bare-repository', path: place.gitDir, action: 'stage' })
  const [other, ...more] = otherParents ?? readMergeHeads(place)
  if (other !== undefined) {
    const head = await readHead(place, env)
    return readMergeChanges(place, env, [head, other, ...more], (base) => diffIndex(place, env, base))
  }
  return againstHead === null ? diffIndexWithHead(place, env) : parseRawDiff(againstHead)
}

/** git merges into no branch that has no commit. */
async function readHead(place: Place, env: Environment): Promise<string> {
  const { stdout } = await runGit(['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: place.cwd, env })
  return stdout.toString('latin1').trim()
}

/** The heads that `git merge` names to its pre-merge-commit hook, by variables `GITHEAD_<id>`. */
export function parentsOfPendingMerge(env: Environment): readonly string[] {
  return Object.keys(env)
    .map((name) => /^GITHEAD_([0-9a-f]{40}|[0-9a-f]{64})$/i.exec(name)?.[1]?.toLowerCase())
    .filter((id) => id !== undefined)
}

/** Of what is staged, as a commit would take it. The build writes them into hooks/guard.sh. */
export const STAGED_FLAGS = ['--cached', '--ita-invisible-in-index'] as const

/** One git where there is a commit; two more before the first. */
async function diffIndexWithHead(place: Place, env: Environment): Promise<readonly Change[]> {
  const call = { cwd: place.cwd, env, okCodes: [0, 128] }
  const { stdout, stderr, exitCode } = await runGit(diffIndexArgs('HEAD'), call)
  if (exitCode === 0) return parseRawDiff(stdout)
  const head = await runGit(['rev-parse', '-q', '--verify', 'HEAD^{commit}'], { ...call, okCodes: [0, 1, 128] })
  if (head.exitCode === 0) throw gitStopped('diff-index', exitCode, stderr)
  return diffIndex(place, env, await findEmptyTree(place, env))
}

async function diffIndex(place: Place, env: Environment, base: string): Promise<readonly Change[]> {
  const { stdout } = await runGit(diffIndexArgs(base), { cwd: place.cwd, env })
  return parseRawDiff(stdout)
}

/** The last `--` keeps a file of the name of the revision from making it ambiguous. */
function diffIndexArgs(base: string): readonly string[] {
  return ['diff-index', ...STAGED_FLAGS, ...DIFF_FLAGS, base, '--']
}

/** Asked rather than known: its id depends on the hash of the repository. */
async function findEmptyTree(place: Place, env: Environment): Promise<string> {
  const call = { cwd: place.cwd, env, input: new Uint8Array() }
  const { stdout } = await runGit(['hash-object', '-t', 'tree', '--stdin'], call)
  return stdout.toString('latin1').trim()
}

/** One line for each parent but the first. */
const MAX_HEADS_BYTES = 64 * 1024

/** None where they cannot be read: then all counts that differs from HEAD. */
function readMergeHeads(place: Place): readonly string[] {
  const text = readHint(join(place.gitDir, 'MERGE_HEAD'), MAX_HEADS_BYTES)?.toString('latin1') ?? ''
  return text.split('\n').filter((line) => isObjectId(line))
}
