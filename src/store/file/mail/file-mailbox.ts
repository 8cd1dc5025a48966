import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { isSameAgent, type AgentName } from '../../../core/agent-name.js'
import { SECOND_MS, type EpochMs } from '../../../core/time.js'
import type { Mailbox } from '../../mailbox.js'
import type { Disk } from '../../../disk/disk.js'
import { archiveMessage, findMessage } from './archive.js'
import { claimNext } from './claims.js'
import { cleanUp } from './cleanup.js'
import { countOfAgent, mailboxes, MARKS, type MailRoom } from './mail-folders.js'
import { leaseKey, readLeaseBook, takeLease } from './leases.js'
import { countPerMillisecond, postMessage, postToEach } from './post.js'
import { receiveMail } from './receive.js'
import { watchFolders } from '../../../disk/folder-watch.js'
import { nodeDisk } from '../../../disk/node-disk.js'

export interface FileMailboxOptions {
  /** The folder of all mailboxes. The first write makes it; a reader of a missing folder finds nothing. */
  readonly folder: string
  readonly disk?: Disk
  readonly now: () => EpochMs
  /** Gives a new text of `A-Za-z0-9-` at each call, which no other process gives. */
  readonly randomId?: () => string
}

/** The longest wait for mail, if the system does not report a change. */
const WAIT_MS = 3 * SECOND_MS

/** Mailboxes as folders of JSON files, which programs of the file message exchange read and write too. */
export function openFileMailbox({ folder, disk = nodeDisk, now, randomId = randomUUID }: FileMailboxOptions): Mailbox {
  const room: MailRoom = { root: resolve(folder), disk, now, randomId }
  const nextSequence = countPerMillisecond()
  return {
    send: async (draft) => postMessage(room, nextSequence, draft),
    broadcast: async (draft, to) => postToEach(room, nextSequence, draft, to),
    receive: async (agent, options = {}) => receiveMail(room, agent, options),
    peek: async (agent) => countOfAgent(room, agent),
    claim: async (agent, options) => claimNext(room, agent, options),
    archive: async (reference, claimant) => archiveMessage(room, reference, claimant),
    find: async (id) => findMessage(room, id),
    cleanup: async (maxAgeMs) => cleanUp(room, maxAgeMs),
    waitForMail: (agent, signal) => waitForMail(room, agent, signal),
    agents: async () => agentsOf(room),
    markOnce: async (key, windowMs) => isMarkedFirst(room, key, windowMs),
  }
}

/** Two spellings of one name are one agent. */
function agentsOf(room: MailRoom): readonly AgentName[] {
  const agents = mailboxes(room).map(({ agent }) => agent)
  return agents.filter((agent, index) => agents.findIndex((other) => isSameAgent(other, agent)) === index).sort()
}

/** The root is watched as well, because the mailbox may not exist yet. */
async function waitForMail(room: MailRoom, agent: AgentName, signal: AbortSignal): Promise<void> {
  const folders = mailboxes(room).filter((mailbox) => isSameAgent(mailbox.agent, agent))
  const watch = watchFolders([room.root, ...folders.map(({ path }) => path)])
  try {
    await watch.wait(WAIT_MS, signal)
  } finally {
    watch.close()
  }
}

function isMarkedFirst(room: MailRoom, key: string, windowMs: number): boolean {
  const lease = { holder: '', expiresAt: Math.floor(room.now() + windowMs) }
  return takeLease(readLeaseBook(room, MARKS), leaseKey(key), lease).kind === 'taken'
}
