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
export interface MailFolders {
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
export function ensureFolder(folders: MailFolders, names: readonly string[]): string {
  if (!folders.disk.exists(folders.root)) makeDurably(folders, folders.root)
  return names.reduce((parent, name) => {
    const path = join(parent, name)
    if (!isFolder(folders, path)) makeDurably(folders, path)
    return path
  }, folders.root)
}

/** The names in a folder below the root; none if it is missing. @throws ProblemError if it is a link */
export function listFolder(folders: MailFolders, names: readonly string[]): readonly string[] {
  const paths = names.map((_, depth) => join(folders.root, ...names.slice(0, depth + 1)))
  if (!paths.every((path) => isFolder(folders, path))) return []
  return folders.disk.list(join(folders.root, ...names)) ?? []
}

/** The files of an agent's mailbox. Its name may be spelled in several ways, each with a folder of its own. */
export function filesOfAgent(folders: MailFolders, agent: AgentName): readonly MailFile[] {
  return foldersOfAgent(folders, agent).flatMap((name) => filesIn(folders, name))
}

/** Counts these files, in a mailbox of any length. */
export function countOfAgent(folders: MailFolders, agent: AgentName): number {
  return foldersOfAgent(folders, agent).reduce((count, name) => count + namesIn(folders, name).length, 0)
}

function foldersOfAgent(folders: MailFolders, agent: AgentName): readonly string[] {
  return (folders.disk.list(folders.root) ?? []).filter((name) => isSameAgent(agentOfFolder(name) ?? '', agent))
}

export function filesOfEveryone(folders: MailFolders): readonly MailFile[] {
  return mailboxes(folders).flatMap(({ path }) => filesIn(folders, basename(path)))
}

/** Every folder that is an agent's mailbox. A link is none. */
export function mailboxes(folders: MailFolders): readonly MailboxFolder[] {
  return (folders.disk.list(folders.root) ?? []).flatMap((name) => {
    const agent = agentOfFolder(name)
    const path = join(folders.root, name)
    if (agent === null || !isAgentName(agent) || folders.disk.look(path)?.kind !== 'folder') return []
    return [{ agent, path }]
  })
}

/** Every file in a folder that has the name of a message. */
export function filesIn(folders: MailFolders, folderName: string): readonly MailFile[] {
  const folder = join(folders.root, folderName)
  // Not `join`: it would search each of 100,000 names for dots, and no name here has such dots.
  return namesIn(folders, folderName).map((name) => ({ folder, name, path: `${folder}${sep}${name}` }))
}

function namesIn(folders: MailFolders, folderName: string): readonly string[] {
  return listFolder(folders, [folderName]).filter((name) => name.endsWith(MESSAGE_SUFFIX))
}

/**
 * Writes a file whole and durably, then gives it its name: no reader sees a part of it.
 *
 * @returns false if the name is taken
 */
export function publish(folders: MailFolders, target: string, text: string): boolean {
  const temporary = join(ensureFolder(folders, TEMPORARIES), `${folders.randomId()}.tmp`)
  folders.disk.writeNew(temporary, Buffer.from(text))
  try {
    return folders.disk.linkNew(temporary, target)
  } finally {
    removeQuietly(folders.disk, temporary)
  }
}

/** Every new folder of the path is made durable: otherwise a power cut would take the folder and all that it holds. */
function makeDurably(folders: MailFolders, path: string): void {
  const parent = dirname(path)
  if (!folders.disk.exists(parent)) makeDurably(folders, parent)
  folders.disk.makeFolder(path)
  folders.disk.syncFolder(parent)
}

function isFolder(folders: MailFolders, path: string): boolean {
  const found = folders.disk.look(path)
  if (found === null) return false
  if (found.kind === 'folder') return true
  if (found.kind === 'link') throw new ProblemError({ area: 'store', code: 'path-planted', path })
  throw new ProblemError({ area: 'store', code: 'state-unreadable', path, reason: 'it is not a folder' })
}
