import { describe, expect, it } from 'vitest'
import { MINUTE_MS } from '../../../../../src/core/time.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import { refusal, wrapDisk } from '../../../../support/store/mail-disk.js'
import { alice, bob, carol, namesIn, openOffice, task } from '../../../../support/store/mail-rig.js'

const mine = { claimant: 'bob/1', leaseMs: MINUTE_MS }
const theirs = { claimant: 'bob/2', leaseMs: MINUTE_MS }

describe('a disk that refuses a part', () => {
  it('lets a broadcast reach the others, and names who was and was not reached', async () => {
    const { folder, mail, reopen } = openOffice()
    const disk = wrapDisk(nodeDisk, (_, operate) => operate())
    const partial = {
      ...disk,
      linkNew: (source: string, target: string) => refuseFor('To_Bob', target, () => disk.linkNew(source, target)),
    }
    const broadcast = reopen(partial).broadcast(task(bob), [alice, bob, carol])
    await expect(broadcast).rejects.toMatchObject({
      problem: { code: 'broadcast-incomplete', reached: [alice, carol], unreached: [{ agent: bob }] },
    })
    expect(await mail.peek(alice)).toBe(1)
    expect(await mail.peek(carol)).toBe(1)
    expect(namesIn(folder, 'To_Bob')).toEqual([])
  })

  it('leaves a file that cannot be read where it is, reports it, and gives the others', async () => {
    const { mail, reopen } = openOffice()
    const first = await mail.send(task(bob, { priority: 1 }))
    const second = await mail.send(task(bob))
    const disk = {
      ...nodeDisk,
      read: (path: string, maxBytes: number) => refuseFor(first.path, path, () => nodeDisk.read(path, maxBytes)),
    }
    const delivery = await reopen(disk).receive(bob)
    expect(delivery.messages).toEqual([second])
    expect(delivery.rejected).toMatchObject([{ path: first.path }])
    expect(delivery.rejected[0]?.reason).toContain('EACCES')
    expect((await reopen(disk).claim(bob, mine))?.message).toEqual(second)
    expect((await mail.receive(bob)).messages).toEqual([first, second])
  })

  it('does not report success for a claim that had run out when it was written', async () => {
    const { mail, clock, reopen } = openOffice()
    await mail.send(task(bob))
    const slow = {
      ...nodeDisk,
      linkNew: (source: string, target: string) => {
        clock.ms += MINUTE_MS
        return nodeDisk.linkNew(source, target)
      },
    }
    expect(await reopen(slow).claim(bob, mine)).toBeNull()
    expect(await mail.claim(bob, theirs)).not.toBeNull()
  })
})

function refuseFor<T>(part: string, path: string, operate: () => T): T {
  if (path.includes(part)) throw refusal('EACCES')
  return operate()
}
