import { join } from 'node:path'
import type { Change } from '../../core/change.js'
import { nodeDisk } from '../../disk/node-disk.js'
import { commitsOf, readCommitChanges, resolveObjects } from './commit-changes.js'
import type { Environment } from '../../core/settings/environment.js'
import { splitFields } from '../nul-fields.js'
import type { Place } from '../place.js'
import type { ReceiveLine } from './ref-updates.js'
import { runGit } from '../run-git.js'

/**
 * Flags for `git log` to list only the paths that commits change. The build writes them into the hooks. Each flag
 * overrides a setting that hides a path or prints something else. `git log` reads more such settings than
 * `git diff-tree`, but it is one process that reads each commit once.
 */
export const LOG_FLAGS = [
  '--name-only',
  '--format=',
  // Lists for a merge what differs from any parent. Where it matters, the guard asks which changes the merge itself
  // made.
  '--diff-merges=separate',
  '--root',
  '--no-renames',
  '--ignore-submodules=none',
  '--no-relative',
  '--no-color',
  '--no-show-signature',
  '-O/dev/null',
] as const

/** Branches, tags and remotes: a commit that one of them has is no new work, whoever made it. */
const KNOWN_REFS = ['--branches', '--tags', '--remotes']

/** `git fetch` writes one line for each ref. */
const MAX_FETCHED_BYTES = 1 << 20

/**
 * The changes of the commits that branches are about to get and that no ref has yet, each commit for itself. An amended
 * commit repeats the changes of the commit that it replaces: then only the paths that differ between the two count.
 *
 * @param updates of branches, none of them a deletion
 * @throws ProblemError `no-revision`, `git-stopped`
 */
export async function readNewWork(
  place: Place,
  env: Environment,
  updates: readonly ReceiveLine[],
): Promise<readonly Change[]> {
  const tips = updates.map((update) => update.newId)
  const names = [...tips, ...readFetched(place)].map((id) => `${id}^{commit}`)
  const objects = await resolveObjects(place, env, [...names, ...updates.map(({ ref }) => `${ref}^{commit}`)])
  const known = commitsOf(readFetched(place), objects)
  const changes = await readCommitChanges(place, env, { tips: commitsOf(tips, objects), known, knownRefs: KNOWN_REFS })
  const [update, ...rest] = updates
  // git gives zeros as the old value of a branch that it moves by force, so we ask for that value.
  const before = update === undefined || rest.length > 0 ? undefined : objects.get(`${update.ref}^{commit}`)
  if (update === undefined || before === undefined || changes.length === 0) return changes
  if (!(await isAmended(place, env, before, update.newId))) return changes
  const differing = await readDifference(place, env, before, update.newId)
  return changes.filter((change) => differing.has(change.bytes ?? Buffer.from(change.path).toString('latin1')))
}

/** The commits of the last fetch, which may have no ref here, as after a `git pull` from a URL. */
function readFetched({ gitDir }: Place): readonly string[] {
  try {
    const start = nodeDisk.readFrom(join(gitDir, 'FETCH_HEAD'), 0, MAX_FETCHED_BYTES)
    const text = Buffer.from(start?.content ?? []).toString('latin1')
    return text.split('\n').flatMap((line) => /^([0-9a-f]{40,64})\t/.exec(line)?.[1] ?? [])
  } catch {
    return []
  }
}

/** Does the second commit take the place of the first, on the same parents? */
async function isAmended(place: Place, env: Environment, one: string, other: string): Promise<boolean> {
  const { stdout } = await runGit(['rev-list', '--no-walk=unsorted', '--parents', one, other, '--'], {
    cwd: place.cwd,
    env,
  })
  const [before, after] = stdout
    .toString('latin1')
    .split('\n')
    .map((line) => line.split(' ').slice(1).join(' '))
  return before !== undefined && before === after
}

/** Paths as bytes, one character each. */
async function readDifference(
  place: Place,
  env: Environment,
  one: string,
  other: string,
): Promise<ReadonlySet<string>> {
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--ignore-submodules=none', one, other, '--']
  const { stdout } = await runGit(args, { cwd: place.cwd, env })
  return new Set(splitFields(stdout, 'diff-tree').map((path) => path.toString('latin1')))
}
