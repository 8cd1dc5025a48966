import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AgentName } from '../../../src/core/agent-name.js'
import type { Draft } from '../../../src/core/mail/message.js'
import type { EpochMs } from '../../../src/core/time.js'
import type { Disk } from '../../../src/disk/disk.js'
import { openFileMailbox } from '../../../src/store/file/mail/file-mailbox.js'
import { nodeDisk } from '../../../src/disk/node-disk.js'
import type { Mailbox } from '../../../src/store/mailbox.js'

export const alice = 'alice' as AgentName
export const bob = 'bob' as AgentName
export const carol = 'carol' as AgentName

export interface Office {
  readonly folder: string
  readonly mail: Mailbox
  /** The time that the mailbox is told; it begins now. */
  readonly clock: { ms: EpochMs }
  /** A further mailbox on the same folder. */
  readonly reopen: (disk?: Disk) => Mailbox
}

/** A mailbox in a new folder, which is gone after the test. Nothing is made in it yet. */
export function openOffice(disk: Disk = nodeDisk): Office {
  const folder = join(makeFolder(), 'comm')
  const clock = { ms: Date.now() }
  const reopen = (door: Disk = disk): Mailbox => openFileMailbox({ folder, disk: door, now: () => clock.ms })
  return { folder, mail: reopen(), clock, reopen }
}

export function makeFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-mail-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function task(to: AgentName, more: Partial<Draft> = {}): Draft {
  return { from: alice, to, type: 'TASK', priority: 5, payload: { text: 'hello' }, ...more }
}

/** Names in a folder, in order; none where it is missing. */
export function namesIn(...path: readonly string[]): readonly string[] {
  try {
    return readdirSync(join(...path)).sort()
  } catch {
    return []
  }
}

export function readText(...path: readonly string[]): string {
  return readFileSync(join(...path), 'utf8')
}

/** Every id in the mailboxes and the archive, as the files themselves say it, in order. */
export function idsOnDisk(folder: string): readonly string[] {
  const folders = namesIn(folder).filter((name) => name.startsWith('To_') || name === 'ARCHIVE')
  const files = folders.flatMap((name) => namesIn(folder, name).map((file) => join(folder, name, file)))
  return files.map((path) => (JSON.parse(readFileSync(path, 'utf8')) as { id: string }).id).sort()
}
