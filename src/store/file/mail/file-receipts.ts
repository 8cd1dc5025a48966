import { dirname, join } from 'node:path'
import type { AgentName } from '../../../core/agent-name.js'
import { NO_RECEIPT, type Receipt } from '../../../core/mail/receipt.js'
import type { EpochMs } from '../../../core/time.js'
import { parseReceiptRecord, renderReceiptRecord, type ReceiptRecord } from '../../../records/receipt-record.js'
import type { Receipts } from '../../receipts.js'
import type { Disk } from '../../../disk/disk.js'
import { refuseLinks } from '../../../disk/refuse-links.js'
import { nodeDisk } from '../../../disk/node-disk.js'

export interface FileReceiptsOptions {
  /** Each agent has one file, and one `.1` with older receipts. The first receipt makes the folder. */
  readonly folder: string
  readonly disk?: Disk
  readonly now: () => EpochMs
}

/** Room for some 4,000 messages. The `.1` stays until the file is full again. */
const MAX_BYTES = 512 * 1024
const MAX_READ_BYTES = 2 * MAX_BYTES

/** One line a receipt, added without waiting for the disk: a lost receipt only shows a message twice. */
export function openFileReceipts({ folder, disk = nodeDisk, now }: FileReceiptsOptions): Receipts {
  const pathOf = (agent: AgentName): string => join(folder, `${agent.toLowerCase()}.jsonl`)
  return {
    of: (agent) => collect([...readLines(disk, `${pathOf(agent)}.1`), ...readLines(disk, pathOf(agent))]),
    note: (agent, kind, ids) => {
      if (ids.length === 0) return true
      const lines = ids.map((id) => renderReceiptRecord({ id, kind, at: now() })).join('\n')
      return isAdded(disk, folder, pathOf(agent), lines)
    },
  }
}

function isAdded(disk: Disk, folder: string, path: string, lines: string): boolean {
  try {
    refuseLinks(disk, [dirname(folder), folder])
    disk.makeFolder(folder)
    const size = disk.appendLine(path, Buffer.from(lines))
    // Two processes at once may both move: the second then moves a file with few lines over the one with many.
    if (size > MAX_BYTES) disk.move(path, `${path}.1`)
    return true
  } catch {
    return false
  }
}

function readLines(disk: Disk, path: string): readonly ReceiptRecord[] {
  try {
    refuseLinks(disk, [dirname(dirname(path)), dirname(path)])
    const part = disk.readFrom(path, 0, MAX_READ_BYTES)
    const lines = part === null ? [] : new TextDecoder().decode(part.content).split('\n')
    return lines.flatMap((line) => parseReceiptRecord(line) ?? [])
  } catch {
    return []
  }
}

/** The first of several times counts. */
function collect(records: readonly ReceiptRecord[]): ReadonlyMap<string, Receipt> {
  const receipts = new Map<string, Receipt>()
  for (const { id, kind, at } of records) {
    const known = receipts.get(id) ?? NO_RECEIPT
    const isSeen = kind === 'seen'
    receipts.set(id, {
      seenAt: known.seenAt ?? (isSeen ? at : null),
      acknowledgedAt: known.acknowledgedAt ?? (isSeen ? null : at),
    })
  }
  return receipts
}
