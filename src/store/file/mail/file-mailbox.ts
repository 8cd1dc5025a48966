import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { isSameAgent, type AgentName } from '../../../core/agent-name.js'
import { SECOND_MS, type EpochMs } from '../../../core/time.js'
import type { Mailbox } from '../../mailbox.js'
import type { Disk } from '../../../disk/disk.js'
import { archiveMessage, findMessage } from './archive.js'
import { claimNext } from './claims.js'
import { cleanUp } from './cleanup.js'
import { countOfAgent, mailboxes, MARKS, type MailFolders } from './mail-folders.js'
import { leaseKey, readLeases, takeLease } from './leases.js'
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
  const folders: MailFolders = { root: resolve(folder), disk, now, randomId }
  const nextSequence = countPerMillisecond()
  return {
    send: async (draft) => postMessage(folders, nextSequence, draft),
    broadcast: async (draft, to) => postToEach(folders, nextSequence, draft, to),
    receive: async (agent, options = {}) => receiveMail(folders, agent, options),
    peek: async (agent) => countOfAgent(folders, agent),
    claim: async (agent, options) => claimNext(folders, agent, options),
    archive: async (reference, claimant) => archiveMessage(folders, reference, claimant),
    find: async (id) => findMessage(folders, id),
    cleanup: async (maxAgeMs) => cleanUp(folders, maxAgeMs),
    waitForMail: (agent, signal) => waitForMail(folders, agent, signal),
    agents: async () => agentsOf(folders),
    markOnce: async (key, windowMs) => isMarkedFirst(folders, key, windowMs),
  }
}

/** Two spellings of one name are one agent. */
function agentsOf(folders: MailFolders): readonly AgentName[] {
  const agents = mailboxes(folders).map(({ agent }) => agent)
  return agents.filter((agent, index) => agents.findIndex((other) => isSameAgent(other, agent)) === index).sort()
}

/** The root is watched as well, because the mailbox may not exist yet. */
async function waitForMail(folders: MailFolders, agent: AgentName, signal: AbortSignal): Promise<void> {
  const own = mailboxes(folders).filter((mailbox) => isSameAgent(mailbox.agent, agent))
  const watch = watchFolders([folders.root, ...own.map(({ path }) => path)])
  try {
    await watch.wait(WAIT_MS, signal)
  } finally {
    watch.close()
  }
}

function isMarkedFirst(folders: MailFolders, key: string, windowMs: number): boolean {
  const lease = { holder: '', expiresAt: Math.floor(folders.now() + windowMs) }
  return takeLease(readLeases(folders, MARKS), leaseKey(key), lease).kind === 'taken'
}
