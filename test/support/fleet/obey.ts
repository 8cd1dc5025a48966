import { createInterface } from 'node:readline'
import type { Disk } from '../../../src/disk/disk.js'
import { nodeDisk } from '../../../src/disk/node-disk.js'
import { CHANGES, wrapDisk } from '../store/mail-disk.js'

/** Where a process dies, counted in changes of the disk. */
export interface Death {
  readonly change: number
  readonly when: 'before' | 'after'
}

/** What the process was given when it started: see `startSteered`. */
export function readSetup(): unknown {
  return JSON.parse(process.argv.at(-1) ?? '')
}

/** The other end of `startSteered`: does one command after the other, until no more come. */
export async function obeyCommands(act: (command: unknown) => Promise<unknown>): Promise<void> {
  process.stdout.write('"ready"\n')
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await act(JSON.parse(line)))}\n`)
  }
}

/** Under it the process dies as a killed one does: between two changes. */
export function mortalDisk(death: Death | undefined): Disk {
  if (death === undefined) return nodeDisk
  let changes = 0
  return wrapDisk(nodeDisk, ({ name }, operate) => {
    if (!CHANGES.includes(name)) return operate()
    changes += 1
    if (changes === death.change && death.when === 'before') process.kill(process.pid, 'SIGKILL')
    const result = operate()
    if (changes === death.change) process.kill(process.pid, 'SIGKILL')
    return result
  })
}
