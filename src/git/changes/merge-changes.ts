import type { Change, CommitAuthorship } from '../../core/change.js'
import { isObjectId } from '../../core/object-id.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { Environment } from '../../core/settings/environment.js'
import { gitStopped } from '../git-faults.js'
import { nameOf } from './path-name.js'
import type { Place } from '../place.js'
import { DIFF_FLAGS, parseRawDiff } from './raw-diff.js'
import { runGit, type GitAnswer } from '../run-git.js'

/** The commits that a merge joins, in its order. */
export type MergeParents = readonly [string, string, ...string[]]

/** Lists how the merge's result differs from a tree or commit. */
export type CompareWith = (base: string) => Promise<readonly Change[]>

/**
 * The changes that a merge itself makes: how its result differs from git's own merge of the parents, whatever the
 * parents hold. These changes belong to the agent who merges. That agent has also made every resolution of a conflict,
 * even one that throws a side away. Nobody has made what git merges by itself.
 *
 * git does not merge parents without a common ancestor. Then the result is compared with the first parent, and the
 * agent who merges has made everything that the other parents bring or lose.
 *
 * @throws ProblemError `merge-unknown` if git cannot merge the parents here, because objects of theirs are missing
 */
export async function readMergeChanges(
  place: Place,
  env: Environment,
  parents: MergeParents,
  compareWith: CompareWith,
): Promise<readonly Change[]> {
  const merged = await mergeParents(place, env, parents)
  switch (merged.kind) {
    case 'tree':
      return compareWith(merged.tree)
    case 'unrelated':
      return compareUnrelated(parents, compareWith)
    case 'unsupported':
      return compareByTrees(place, env, parents, compareWith)
  }
}

/** Reads the same changes of a merge that is committed. Each change names that commit. */
export async function readMergeCommitChanges(
  place: Place,
  env: Environment,
  commit: CommitAuthorship,
  parents: MergeParents,
): Promise<readonly Change[]> {
  const changes = await readMergeChanges(place, env, parents, (base) => diffTrees(place, env, base, commit.id))
  return changes.map((change) => ({ ...change, commit }))
}

type Merged =
  | { readonly kind: 'tree'; readonly tree: string }
  | { readonly kind: 'unrelated' }
  /** git before 2.38 cannot merge without an index. */
  | { readonly kind: 'unsupported' }

/** git's exit code for an option that it does not know. */
const USAGE = 129

/** Merges more than two parents one after the other, as git does. */
async function mergeParents(place: Place, env: Environment, parents: MergeParents): Promise<Merged> {
  const [first, ...others] = parents
  let base = first
  let tree = ''
  for (const [index, other] of others.entries()) {
    const merged = await mergeTwo(place, env, base, other)
    if (merged.kind !== 'tree') return merged
    tree = merged.tree
    if (index < others.length - 1) base = await commitTree(place, env, tree, [base, other])
  }
  return { kind: 'tree', tree }
}

async function mergeTwo(place: Place, env: Environment, one: string, other: string): Promise<Merged> {
  const answer = await runGit(['merge-tree', '--write-tree', '--no-messages', '-z', one, other], {
    cwd: place.cwd,
    env: withoutNetwork(env),
    okCodes: [0, 1, 128, USAGE],
  })
  if (answer.exitCode <= 1) return { kind: 'tree', tree: treeOf(answer, one, other) }
  if (answer.exitCode === USAGE) return { kind: 'unsupported' }
  if (answer.stderr.includes('unrelated histories')) return { kind: 'unrelated' }
  throw mergeUnknown(answer, one, other)
}

/**
 * The tree of a merge with or without conflicts. A conflict leaves its markers in the tree: no resolution equals it.
 */
function treeOf(answer: GitAnswer, one: string, other: string): string {
  const tree = answer.stdout.toString('latin1').split('\0')[0] ?? ''
  if (!isObjectId(tree)) throw mergeUnknown(answer, one, other)
  return tree
}

function mergeUnknown({ stderr }: GitAnswer, one: string, other: string): ProblemError {
  return new ProblemError({ area: 'git', code: 'merge-unknown', parents: [one, other], reason: stderr })
}

/**
 * GIT_NO_LAZY_FETCH stops a partial clone from fetching missing objects only from git 2.45 on. GIT_ALLOW_PROTOCOL stops
 * it in every version.
 */
function withoutNetwork(env: Environment): Environment {
  return env['GIT_NO_LAZY_FETCH'] === '1' ? { ...env, GIT_ALLOW_PROTOCOL: '' } : env
}

/** Commits one step of a merge of several parents. No ref ever names this commit. */
async function commitTree(place: Place, env: Environment, tree: string, parents: readonly string[]): Promise<string> {
  const nobody = { NAME: 'holdfast', EMAIL: 'holdfast@localhost', DATE: '2000-01-01T00:00:00Z' }
  const names = Object.entries(nobody).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ])
  const call = { cwd: place.cwd, env: { ...env, ...Object.fromEntries<string>(names as [string, string][]) } }
  const args = ['commit-tree', '--no-gpg-sign', '-m', 'merge', ...parents.flatMap((id) => ['-p', id]), tree]
  const { stdout } = await runGit(args, call)
  return stdout.toString('latin1').trim()
}

async function diffTrees(place: Place, env: Environment, base: string, result: string): Promise<readonly Change[]> {
  const { stdout } = await runGit(['diff-tree', '-r', ...DIFF_FLAGS, base, result, '--'], { cwd: place.cwd, env })
  return parseRawDiff(stdout)
}

/** A path that only the first parent has stays as it was; a path of another parent is added, changed or lost. */
async function compareUnrelated(parents: MergeParents, compareWith: CompareWith): Promise<readonly Change[]> {
  const [first, ...others] = parents
  const found = new Map((await compareWith(first)).map((change) => [nameOf(change), change]))
  for (const other of others) {
    for (const change of await compareWith(other)) {
      if (change.kind !== 'added' && !found.has(nameOf(change))) found.set(nameOf(change), change)
    }
  }
  return [...found.values()]
}

/**
 * Compares path by path with the common ancestor, for a git that cannot merge without an index. A path that only one
 * side has changed is no change of the merge if the result has it as that side does. A path that both sides have
 * changed belongs to the agent who merges, even if git would have merged it by itself.
 */
async function compareByTrees(
  place: Place,
  env: Environment,
  parents: MergeParents,
  compareWith: CompareWith,
): Promise<readonly Change[]> {
  const base = await findMergeBase(place, env, parents)
  if (base === null) return compareUnrelated(parents, compareWith)
  const sides = await Promise.all(
    parents.map(async (parent) => ({
      changed: new Set((await diffTrees(place, env, base, parent)).map(nameOf)),
      differing: new Map((await compareWith(parent)).map((change) => [nameOf(change), change])),
    })),
  )
  const all = new Map(sides.flatMap(({ differing }) => [...differing]))
  return [...all].flatMap(([name, change]) => {
    const changers = sides.filter(({ changed }) => changed.has(name))
    const isAsOneSide = changers.length === 1 && changers[0]?.differing.has(name) === false
    return isAsOneSide ? [] : [change]
  })
}

async function findMergeBase(place: Place, env: Environment, parents: MergeParents): Promise<string | null> {
  const call = { cwd: place.cwd, env, okCodes: [0, 1, 128] }
  const { stdout, stderr, exitCode } = await runGit(['merge-base', '--octopus', ...parents], call)
  if (exitCode === 128) throw gitStopped('merge-base', exitCode, stderr)
  return exitCode === 0 ? (stdout.toString('latin1').split('\n')[0] ?? null) : null
}
