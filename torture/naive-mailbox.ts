import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { AgentName } from '../src/core/agent-name.js'
import type { Draft, StoredMessage } from '../src/core/mail/message.js'
import { parseMessageRecord, renderMessageRecord } from '../src/records/message-record.js'
import type { Claim, ClaimOptions, Mailbox } from '../src/store/mailbox.js'

interface Room {
  readonly folder: string
  readonly now: () => number
}

/**
 * A mailbox as it is written at first: a file of one second's name, written in place; a claim is a file beside
 * it, which is unlinked and made anew when it has run out; what cannot be read is nothing.
 */
export function openNaiveMailbox(folder: string, now: () => number = Date.now): Mailbox {
  const folders: Room = { folder, now }
  return {
    send: async (draft) => post(folders, draft),
    broadcast: async (draft, to) => to.map((agent) => post(folders, { ...draft, to: agent })),
    receive: async (agent) => ({ messages: readAll(folders, agent), rejected: [] }),
    peek: async (agent) => namesIn(mailboxOf(folders, agent), '.json').length,
    claim: async (agent, options) => claimFirst(folders, agent, options),
    archive: async (reference) => {
      mkdirSync(join(folder, 'ARCHIVE'), { recursive: true })
      const path = findPath(folders, reference)
      if (path === undefined) return { kind: 'not-found' }
      const target = join(folder, 'ARCHIVE', basename(path))
      return isCopied(path, target) ? { kind: 'archived', path: target } : { kind: 'not-found' }
    },
    find: async () => null,
    cleanup: async () => 0,
    waitForMail: async () => undefined,
    agents: async () => [],
    markOnce: async () => true,
  }
}

/** Copied and removed, as between two disks. */
function isCopied(path: string, target: string): boolean {
  try {
    writeFileSync(target, readFileSync(path))
  } catch (error) {
    if (!existsSync(path)) return false
    throw error
  }
  removeFile(path)
  removeFile(`${path}.claim`)
  return true
}

function mailboxOf({ folder }: Room, agent: string): string {
  return join(folder, `To_${agent.slice(0, 1).toUpperCase()}${agent.slice(1)}`)
}

function post(folders: Room, draft: Draft): StoredMessage {
  const folder = mailboxOf(folders, draft.to)
  mkdirSync(folder, { recursive: true })
  const message = { ...draft, id: randomUUID(), sentAt: folders.now() }
  const second = Math.floor(message.sentAt / 1000)
  const path = join(folder, `${draft.priority}_${second}_${draft.from}_${draft.type}.json`)
  writeFileSync(path, renderMessageRecord(message))
  return { ...message, path }
}

function readAll(folders: Room, agent: AgentName): readonly StoredMessage[] {
  const folder = mailboxOf(folders, agent)
  return namesIn(folder, '.json').flatMap((name) => readMessage(join(folder, name)) ?? [])
}

function readMessage(path: string): StoredMessage | null {
  try {
    const reading = parseMessageRecord(readFileSync(path))
    return reading.kind === 'message' ? { ...reading.message, path } : null
  } catch {
    return null
  }
}

function claimFirst(folders: Room, agent: AgentName, { claimant, leaseMs }: ClaimOptions): Claim | null {
  for (const message of readAll(folders, agent)) {
    const path = `${message.path}.claim`
    const expiresAt = folders.now() + leaseMs
    if (expiryIn(path) > folders.now()) continue
    removeFile(path)
    try {
      writeFileSync(path, String(expiresAt), { flag: 'wx' })
    } catch {
      continue
    }
    return { message, claimant, expiresAt }
  }
  return null
}

function expiryIn(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch {
    return 0
  }
}

function findPath(folders: Room, reference: string): string | undefined {
  if (reference.includes('/')) return existsSync(reference) ? reference : undefined
  const agents = namesIn(folders.folder, '').filter((name) => name.startsWith('To_'))
  const messages = agents.flatMap((name) => readAll(folders, name.slice(3) as AgentName))
  return messages.find((message) => message.id === reference)?.path
}

function namesIn(folder: string, suffix: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(suffix))
      .sort()
  } catch {
    return []
  }
}

function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Somebody else was faster.
  }
}
