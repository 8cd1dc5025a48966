import { basename, dirname, join, sep } from 'node:path'
import { isAgentName, isSameAgent, type AgentName } from '../../../core/agent-name.js'
import { ProblemError } from '../../../core/problems/problem.js'
import type { EpochMs } from '../../../core/time.js'
import type { Disk } from '../../../disk/disk.js'
import { removeQuietly } from '../../../disk/settle.js'
import { agentOfFolder, MESSAGE_SUFFIX } from './file-names.js'

/**
 * Where mail lies, and what is needed to work there:
 *
 *   <root>/To_<Agent>/*.json   one folder per agent
 *   <root>/ARCHIVE/            messages that are done with
 *   <root>/REJECTED/           files that are no messages, each with its reason
 *   <root>/.holdfast/          temporary files, claims and marks; other programs do not look here
 */
export interface MailRoom {
  readonly root: string
  readonly disk: Disk
  readonly now: () => EpochMs
  readonly randomId: () => string
}

/** A file in a mailbox or in the archive, by its name only: what it holds is not known yet. */
export interface MailFile {
  readonly folder: string
  readonly name: string
  readonly path: string
}

export interface MailboxFolder {
  readonly agent: AgentName
  readonly path: string
}

export const ARCHIVE = 'ARCHIVE'
export const REJECTED = 'REJECTED'
const OWN = '.holdfast'
export const TEMPORARIES = [OWN, 'tmp'] as const
export const CLAIMS = [OWN, 'claims'] as const
export const MARKS = [OWN, 'once'] as const

/**
 * The path of a folder in the room, made where it is missing. The room itself may be a link, to share it;
 * nothing in it may.
 *
 * @throws ProblemError `path-planted`, `state-unreadable`, `disk-refuses`
 */
export function ensureFolder(room: MailRoom, names: readonly string[]): string {
  if (!room.disk.exists(room.root)) makeDurably(room, room.root)
  return names.reduce((parent, name) => {
    const path = join(parent, name)
    if (!isFolder(room, path)) makeDurably(room, path)
    return path
  }, room.root)
}

/** Names in a folder of the room; none where it is missing. @throws ProblemError where it is a link */
export function listFolder(room: MailRoom, names: readonly string[]): readonly string[] {
  const paths = names.map((_, depth) => join(room.root, ...names.slice(0, depth + 1)))
  if (!paths.every((path) => isFolder(room, path))) return []
  return room.disk.list(join(room.root, ...names)) ?? []
}

/** The files of an agent's mailbox, in whichever spelling its folder has: there may be several. */
export function filesOfAgent(room: MailRoom, agent: AgentName): readonly MailFile[] {
  return foldersOfAgent(room, agent).flatMap((name) => filesIn(room, name))
}

/** How many those are, of a mailbox of any length. */
export function countOfAgent(room: MailRoom, agent: AgentName): number {
  return foldersOfAgent(room, agent).reduce((count, name) => count + namesIn(room, name).length, 0)
}

function foldersOfAgent(room: MailRoom, agent: AgentName): readonly string[] {
  return (room.disk.list(room.root) ?? []).filter((name) => isSameAgent(agentOfFolder(name) ?? '', agent))
}

export function filesOfEveryone(room: MailRoom): readonly MailFile[] {
  return mailboxes(room).flatMap(({ path }) => filesIn(room, basename(path)))
}

/** Every folder that is an agent's mailbox. Links are none. */
export function mailboxes(room: MailRoom): readonly MailboxFolder[] {
  return (room.disk.list(room.root) ?? []).flatMap((name) => {
    const agent = agentOfFolder(name)
    const path = join(room.root, name)
    if (agent === null || !isAgentName(agent) || room.disk.look(path)?.kind !== 'folder') return []
    return [{ agent, path }]
  })
}

/** Everything in a folder that is named like a message. */
export function filesIn(room: MailRoom, folderName: string): readonly MailFile[] {
  const folder = join(room.root, folderName)
  // Not `join`, which would look at each of 100,000 names for dots that none of them has by itself.
  return namesIn(room, folderName).map((name) => ({ folder, name, path: `${folder}${sep}${name}` }))
}

function namesIn(room: MailRoom, folderName: string): readonly string[] {
  return listFolder(room, [folderName]).filter((name) => name.endsWith(MESSAGE_SUFFIX))
}

/**
 * Writes a file whole and durably, then gives it its name: nobody sees a part of it.
 *
 * @returns false where the name is taken
 */
export function publish(room: MailRoom, target: string, text: string): boolean {
  const temporary = join(ensureFolder(room, TEMPORARIES), `${room.randomId()}.tmp`)
  room.disk.writeNew(temporary, Buffer.from(text))
  try {
    return room.disk.linkNew(temporary, target)
  } finally {
    removeQuietly(room.disk, temporary)
  }
}

/** Every folder on the way is made durable, or a power cut would take it with all it holds. */
function makeDurably(room: MailRoom, path: string): void {
  const parent = dirname(path)
  if (!room.disk.exists(parent)) makeDurably(room, parent)
  room.disk.makeFolder(path)
  room.disk.syncFolder(parent)
}

function isFolder(room: MailRoom, path: string): boolean {
  const found = room.disk.look(path)
  if (found === null) return false
  if (found.kind === 'folder') return true
  if (found.kind === 'link') throw new ProblemError({ area: 'store', code: 'path-planted', path })
  throw new ProblemError({ area: 'store', code: 'state-unreadable', path, reason: 'it is not a folder' })
}
