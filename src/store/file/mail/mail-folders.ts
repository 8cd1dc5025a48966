import { basename, dirname, join, sep } from 'node:path'
import { isAgentName, isSameAgent, type AgentName } from '../../../core/agent-name.js'
import { ProblemError } from '../../../core/problems/problem.js'
import type { EpochMs } from '../../../core/time.js'
import type { Disk } from '../../../disk/disk.js'
import { removeQuietly } from '../../../disk/settle.js'
import { agentOfFolder, MESSAGE_SUFFIX } from './file-names.js'

/**
 * The folders of mail, and what is needed to work in them:
 *
 *   <root>/To_<Agent>/*.json   one folder per agent
 *   <root>/ARCHIVE/            archived messages
 *   <root>/REJECTED/           files that are no messages, each with a reason
 *   <root>/.holdfast/          temporary files, claims and marks; other programs do not look here
 */
export interface MailRoom {
  readonly root: string
  readonly disk: Disk
  readonly now: () => EpochMs
  readonly randomId: () => string
}

/** A file in a mailbox or in the archive. Only its name is known, not what it holds. */
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
 * Gives the path of a folder below the root, and makes the folder if it is missing. The root itself may be a link, to
 * share it; nothing in it may be one.
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

/** The names in a folder below the root; none if it is missing. @throws ProblemError if it is a link */
export function listFolder(room: MailRoom, names: readonly string[]): readonly string[] {
  const paths = names.map((_, depth) => join(room.root, ...names.slice(0, depth + 1)))
  if (!paths.every((path) => isFolder(room, path))) return []
  return room.disk.list(join(room.root, ...names)) ?? []
}

/** The files of an agent's mailbox. Its name may be spelled in several ways, each with a folder of its own. */
export function filesOfAgent(room: MailRoom, agent: AgentName): readonly MailFile[] {
  return foldersOfAgent(room, agent).flatMap((name) => filesIn(room, name))
}

/** Counts these files, in a mailbox of any length. */
export function countOfAgent(room: MailRoom, agent: AgentName): number {
  return foldersOfAgent(room, agent).reduce((count, name) => count + namesIn(room, name).length, 0)
}

function foldersOfAgent(room: MailRoom, agent: AgentName): readonly string[] {
  return (room.disk.list(room.root) ?? []).filter((name) => isSameAgent(agentOfFolder(name) ?? '', agent))
}

export function filesOfEveryone(room: MailRoom): readonly MailFile[] {
  return mailboxes(room).flatMap(({ path }) => filesIn(room, basename(path)))
}

/** Every folder that is an agent's mailbox. A link is none. */
export function mailboxes(room: MailRoom): readonly MailboxFolder[] {
  return (room.disk.list(room.root) ?? []).flatMap((name) => {
    const agent = agentOfFolder(name)
    const path = join(room.root, name)
    if (agent === null || !isAgentName(agent) || room.disk.look(path)?.kind !== 'folder') return []
    return [{ agent, path }]
  })
}

/** Every file in a folder that has the name of a message. */
export function filesIn(room: MailRoom, folderName: string): readonly MailFile[] {
  const folder = join(room.root, folderName)
  // Not `join`: it would search each of 100,000 names for dots, and no name here has such dots.
  return namesIn(room, folderName).map((name) => ({ folder, name, path: `${folder}${sep}${name}` }))
}

function namesIn(room: MailRoom, folderName: string): readonly string[] {
  return listFolder(room, [folderName]).filter((name) => name.endsWith(MESSAGE_SUFFIX))
}

/**
 * Writes a file whole and durably, then gives it its name: no reader sees a part of it.
 *
 * @returns false if the name is taken
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

/** Every new folder of the path is made durable: otherwise a power cut would take the folder and all that it holds. */
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
