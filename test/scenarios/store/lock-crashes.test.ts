import { describe, expect, it } from 'vitest'
import { nodeDisk } from '../../../src/disk/node-disk.js'
import { alices, DEEDS, expectSound, prepare, renewed, type Deed } from '../../support/store/lock-deeds.js'
import type { LockCommand } from '../../support/fleet/lock-actor.js'
import { wrapDisk } from '../../support/store/mail-disk.js'
import { diskWithoutLinks, openVault } from '../../support/store/lock-rig.js'
import { callLockActor } from '../../support/fleet/actors.js'

const MOST_CALLS = 300
/** So many processes at once keep two processors busy. */
const AT_ONCE = 4

const COMMANDS: Readonly<Record<string, LockCommand>> = {
  acquire: { do: 'put', lock: alices },
  renew: { do: 'put', lock: renewed },
  release: { do: 'drop', id: alices.id },
}

describe.each(DEEDS)('a process that is killed during $name', (deed) => {
  it('leaves nothing lost and nothing stuck, before and after every change of the disk', async () => {
    const template = await prepare(deed)
    let deaths = 0
    for (let first = 1; first < MOST_CALLS; first += AT_ONCE / 2) {
      const points = [first, first + 1].flatMap((change) => [
        { change, when: 'before' as const },
        { change, when: 'after' as const },
      ])
      const survivals = await Promise.all(points.map((death) => dieAt(deed, template, death)))
      deaths += survivals.filter((isAlive) => !isAlive).length
      if (survivals.every((isAlive) => isAlive)) break
    }
    expect(deaths).toBeGreaterThan(14)
  })

  it.each([
    ['with hard links', nodeDisk],
    ['without hard links', diskWithoutLinks],
  ])('leaves nothing lost and nothing stuck at any call to a disk %s', async (_, disk) => {
    const template = await prepare(deed, disk)
    let deaths = 0
    for (let dying = 1; dying < MOST_CALLS; dying += 1) {
      const vault = openVault(disk, template)
      const life = { isOver: false }
      // As after a kill: from one call on, nothing more reaches the disk.
      const mortal = wrapDisk(disk, ({ number }, operate) => {
        life.isOver ||= number >= dying
        if (life.isOver) throw new Error('dead')
        return operate()
      })
      await deed.act(vault.reopen(mortal)).catch(() => undefined)
      await expectSound(vault, deed, life.isOver ? 'died' : 'done')
      if (!life.isOver) break
      deaths += 1
    }
    expect(deaths).toBeGreaterThan(20)
  })
})

/** @returns true where the process was done before it came to its death */
async function dieAt(
  deed: Deed,
  template: string,
  death: { change: number; when: 'before' | 'after' },
): Promise<boolean> {
  const vault = openVault(nodeDisk, template)
  const actor = await callLockActor({ folder: vault.folder, death })
  const isDone = (await actor.tell(COMMANDS[deed.name]!)) === 'done'
  await expectSound(vault, deed, isDone ? 'done' : 'died')
  return isDone
}
