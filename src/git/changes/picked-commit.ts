import { isObjectId } from '../../core/object-id.js'
import { join } from 'node:path'
import type { Change } from '../../core/change.js'
import { readHint } from '../../disk/read-bounded.js'
import { readCommitChanges } from './commit-changes.js'
import type { Environment } from '../../core/settings/environment.js'
import { nameOf } from './path-name.js'
import type { Place } from '../place.js'

/**
 * Names, for staged changes, the commit that a cherry-pick or a rebase copies. A cherry-picked change belongs to the
 * agent of the original commit. A path that the original does not change belongs to the agent who commits now.
 *
 * @throws ProblemError of area `git`
 */
export async function namePickedCommit(
  place: Place,
  env: Environment,
  changes: readonly Change[],
): Promise<readonly Change[]> {
  const picked = changes.length === 0 ? null : readPickedId(place)
  if (picked === null) return changes
  // `^!` leaves out all parents, however many.
  const made = await readCommitChanges(place, env, { tips: [`${picked}^!`], known: [] })
  const origins = new Map(made.map((change) => [nameOf(change), change.commit]))
  return changes.map((change) => {
    const commit = origins.get(nameOf(change))
    return commit === undefined ? change : { ...change, commit }
  })
}

/** An object id, and its line end. */
const MAX_ID_BYTES = 128

/** git keeps this file while it picks, in a rebase as well. */
function readPickedId({ gitDir }: Place): string | null {
  const text = readHint(join(gitDir, 'CHERRY_PICK_HEAD'), MAX_ID_BYTES)?.toString('latin1').trim() ?? ''
  return isObjectId(text) ? text : null
}
