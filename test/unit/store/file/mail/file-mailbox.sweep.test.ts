import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../../../../../src/core/problems/problem.js'
import { HOUR_MS, MINUTE_MS } from '../../../../../src/core/time.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import type { ArchiveOutcome, Claim, Delivery, Mailbox } from '../../../../../src/store/mailbox.js'
import { sweep } from '../../../../support/sweep.js'
import { refusal, wrapDisk } from '../../../../support/store/mail-disk.js'
import { bob, idsOnDisk, namesIn, openOffice, task, type Office } from '../../../../support/store/mail-rig.js'

const TOO_MANY = 200
const mine = { claimant: 'bob/1', leaseMs: MINUTE_MS }
const theirs = { claimant: 'bob/2', leaseMs: MINUTE_MS }

/** A call may fail before it has done anything, or after it has done everything. */
const FAILURES = sweep(['ENOSPC'], ['ENOSPC', 'EACCES', 'EIO', 'EMFILE']).flatMap((errno) => [
  { errno, when: 'instead' },
  { errno, when: 'after' },
])

describe.each(FAILURES)('a disk that answers $errno $when of any one call', ({ errno, when }) => {
  it('has nothing sent that is not there, and nothing there that was refused', async () => {
    await failEverywhere<unknown>(
      async () => Promise.resolve(),
      (mail) => mail.send(task(bob)),
      async (office, result) => {
        const { messages, rejected } = await office.mail.receive(bob)
        expect(rejected).toEqual([])
        if (result.kind === 'done') expect(messages).toEqual([result.value])
        else if (result.code === 'outcome-unknown') expect(messages.length).toBeLessThanOrEqual(1)
        else expect(messages).toEqual([])
      },
    )
  })

  it('has nothing claimed without a claim, and loses no message', async () => {
    await failEverywhere<Claim | null>(
      (office) => office.mail.send(task(bob)),
      (mail) => mail.claim(bob, mine),
      async (office, result) => {
        if (result.kind === 'done' && result.value !== null) expect(await office.mail.claim(bob, theirs)).toBeNull()
        office.clock.ms += MINUTE_MS
        expect(await office.mail.claim(bob, theirs)).not.toBeNull()
      },
    )
  })

  it('has nothing archived that is not in the archive, and loses no message', async () => {
    let id = ''
    await failEverywhere<ArchiveOutcome>(
      async (office) => {
        id = (await office.mail.send(task(bob))).id
      },
      (mail) => mail.archive(id, 'bob/1'),
      async (office, result) => {
        expect(idsOnDisk(office.folder)).toEqual([id])
        if (result.kind === 'done' && result.value.kind === 'archived') expect(await office.mail.peek(bob)).toBe(0)
        if (result.kind === 'refused' && result.code !== 'outcome-unknown') expect(await office.mail.peek(bob)).toBe(1)
        office.clock.ms += HOUR_MS
        await office.mail.archive(id)
        expect(namesIn(office.folder, 'ARCHIVE')).toHaveLength(1)
        expect(await office.mail.peek(bob)).toBe(0)
      },
    )
  })

  it('has no file moved aside and lost, and every message read or its reason told', async () => {
    await failEverywhere<Delivery>(
      async (office) => {
        await office.mail.send(task(bob))
        writeFileSync(join(office.folder, 'To_Bob', 'torn.json'), '{"id": "to')
        office.clock.ms += HOUR_MS
      },
      (mail) => mail.receive(bob),
      async (office, result) => {
        const places = [...namesIn(office.folder, 'To_Bob'), ...namesIn(office.folder, 'REJECTED')]
        expect(places.filter((name) => /^torn.*\.json$/.test(name))).toHaveLength(1)
        if (result.kind === 'done') {
          const { messages, rejected } = result.value
          expect(messages.length + rejected.length).toBe(2)
          for (const { path } of rejected) expect(places).toContain(path.split(/[/\\]/).at(-1))
        }
        expect((await office.mail.receive(bob)).messages).toHaveLength(1)
      },
    )
  })

  it('has a key marked once at most', async () => {
    await failEverywhere<boolean>(
      (office) => office.mail.send(task(bob)),
      (mail) => mail.markOnce('conflict', MINUTE_MS),
      async (office, result) => {
        const isFirst = await office.mail.markOnce('conflict', MINUTE_MS)
        if (result.kind === 'done' && result.value) expect(isFirst).toBe(false)
        expect(await office.mail.markOnce('conflict', MINUTE_MS)).toBe(false)
      },
    )
  })

  async function failEverywhere<T>(
    prepare: (office: Office) => Promise<unknown>,
    act: (mail: Mailbox) => Promise<T>,
    check: (office: Office, result: Result<T>) => Promise<void>,
  ): Promise<void> {
    let hasFailed = true
    for (let failing = 1; hasFailed; failing += 1) {
      expect(failing).toBeLessThan(TOO_MANY)
      hasFailed = false
      const office = openOffice()
      await prepare(office)
      const disk = wrapDisk(nodeDisk, ({ number }, operate) => {
        if (number !== failing) return operate()
        hasFailed = true
        if (when === 'after') operate()
        throw refusal(errno)
      })
      await check(office, await resultOf(act(office.reopen(disk))))
    }
  }
})

type Result<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'refused'; readonly code: string }

/** Only a problem by name may come of it. */
async function resultOf<T>(promise: Promise<T>): Promise<Result<T>> {
  try {
    return { kind: 'done', value: await promise }
  } catch (error) {
    if (error instanceof ProblemError) return { kind: 'refused', code: error.problem.code }
    throw error
  }
}
