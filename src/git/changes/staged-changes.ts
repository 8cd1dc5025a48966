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
 * The changes that a commit of the index would make. In a merge these are only the differences from git's own merge of
 * the parents: the other changes were committed, and checked, before.
 *
 * @param otherParents the further parents of a merge; left out: those of MERGE_HEAD. In pre-merge-commit
 *   there is no MERGE_HEAD yet: pass `parentsOfPendingMerge(env)`
 * @param againstHead the output of `git diff-index` with our flags against HEAD, if it is known; null: ask git
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

/** git cannot merge into a branch without a commit. */
async function readHead(place: Place, env: Environment): Promise<string> {
  const { stdout } = await runGit(['rev-parse', '--verify', 'HEAD^{commit}'], { cwd: place.cwd, env })
  return stdout.toString('latin1').trim()
}

/** The heads that `git merge` names to its pre-merge-commit hook, in variables `GITHEAD_<id>`. */
export function parentsOfPendingMerge(env: Environment): readonly string[] {
  return Object.keys(env)
    .map((name) => /^GITHEAD_([0-9a-f]{40}|[0-9a-f]{64})$/i.exec(name)?.[1]?.toLowerCase())
    .filter((id) => id !== undefined)
}

/**
 * With these flags git lists the staged changes as a commit would take them. The build writes them into hooks/guard.sh.
 */
export const STAGED_FLAGS = ['--cached', '--ita-invisible-in-index'] as const

/** This starts one git, and two more before the first commit. */
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

/** The last `--` tells git that the revision is not a file of the same name. */
function diffIndexArgs(base: string): readonly string[] {
  return ['diff-index', ...STAGED_FLAGS, ...DIFF_FLAGS, base, '--']
}

/** We ask git for the empty tree, because its id depends on the repository's hash. */
async function findEmptyTree(place: Place, env: Environment): Promise<string> {
  const call = { cwd: place.cwd, env, input: new Uint8Array() }
  const { stdout } = await runGit(['hash-object', '-t', 'tree', '--stdin'], call)
  return stdout.toString('latin1').trim()
}

/** MERGE_HEAD has one line for each parent but the first. */
const MAX_HEADS_BYTES = 64 * 1024

/** Gives no parents if the file cannot be read: then every difference from HEAD counts. */
function readMergeHeads(place: Place): readonly string[] {
  const text = readHint(join(place.gitDir, 'MERGE_HEAD'), MAX_HEADS_BYTES)?.toString('latin1') ?? ''
  return text.split('\n').filter((line) => isObjectId(line))
}
