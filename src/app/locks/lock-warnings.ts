import { join } from 'node:path'
import { isSameAgent } from '../../core/agent-name.js'
import { isLive, type Owner } from '../../core/locks/lock.js'
import { isOwn, type Moment } from '../../core/locks/lock-rules.js'
import { MAX_LOCKS_UNWARNED } from '../../core/settings/policy.js'
import { quote } from '../../core/quote.js'
import type { LockSnapshot } from '../../store/lock-store.js'
import type { LockGrant } from './lock-paths.js'
import { momentOf, ownerOf, type Workspace } from '../workspace/workspace.js'
import { isNamed } from '../../disk/look.js'

/** Warnings about a granted lock: one sentence for each reason why its holder may want to change it. */
export function findWarnings(workspace: Workspace, resources: readonly string[], grant: LockGrant): readonly string[] {
  const me = ownerOf(workspace)
  const moment = momentOf(workspace)
  return [
    ...grant.locks
      .filter((lock) => isTooBroad(lock.resource))
      .map((lock) => `${quote(lock.resource)} covers the whole repository: all other agents have to wait`),
    ...warnOfCount(grant, me, moment),
    ...warnOfOtherSession(grant.before, me, moment),
    ...warnOfFolders(workspace, resources),
  ]
}

function isTooBroad(resource: string): boolean {
  return /^[*?/]+$/.test(resource)
}

function warnOfCount(grant: LockGrant, me: Owner, moment: Moment): readonly string[] {
  const known = new Set(grant.before.locks.map((lock) => lock.id))
  const count = countOwn(grant.before, me, moment) + grant.locks.filter((lock) => !known.has(lock.id)).length
  if (count <= MAX_LOCKS_UNWARNED) return []
  return [`${me.agent} now holds ${count} locks; a glob or \`git holdfast unlock --all\` keeps the table readable`]
}

function countOwn(snapshot: LockSnapshot, me: Owner, moment: Moment): number {
  return snapshot.locks.filter((lock) => lock.expiresAt > moment.now && isOwn(lock.owner, me, moment.ownership)).length
}

function warnOfOtherSession(before: LockSnapshot, me: Owner, moment: Moment): readonly string[] {
  const other = before.locks.find(
    (lock) =>
      isSameAgent(lock.owner.agent, me.agent) &&
      lock.owner.session !== me.session &&
      isLive(lock, moment.now, moment.isGone),
  )
  if (other === undefined) return []
  return [
    `another session of ${me.agent} holds ${quote(other.resource)}: two agents under one name don't stop each other`,
  ]
}

/** Warns of a name that exists in the current folder and not at the top: the typed path does not mean that file. */
export function warnOfFolders(workspace: Workspace, texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => warnOfFolder(workspace, text))
}

function warnOfFolder({ place }: Workspace, text: string): readonly string[] {
  if (
    place.top === null ||
    place.prefix === '' ||
    !isNamed(join(place.top, place.prefix, text)) ||
    isNamed(join(place.top, text))
  )
    return []
  return [`patterns start at the top of the repository: ${quote(text)} is not ${quote(`${place.prefix}${text}`)}`]
}
