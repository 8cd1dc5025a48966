import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MINUTE_MS } from '../../../src/core/time.js'
import type { MailCommand } from '../../support/fleet/mail-actor.js'
import { callMailActor } from '../../support/fleet/actors.js'
import { bob, idsOnDisk, namesIn, openOffice, task, type Office } from '../../support/store/mail-rig.js'

/** More changes of the disk than any command makes: a loop that comes here never ends by itself. */
const TOO_MANY = 40

describe('a process that is killed between any two changes of the disk', () => {
  it('while it sends: leaves the whole message or none, and stops nobody', async () => {
    const send: MailCommand = { do: 'send', to: bob, texts: ['dying'] }
    const deaths = await killEverywhere(
      send,
      async () => Promise.resolve(),
      async (office, answer) => {
        const { messages, rejected } = await office.mail.receive(bob)
        expect(rejected).toEqual([])
        expect(messages.length).toBeLessThanOrEqual(1)
        if (answer !== null) expect(messages).toHaveLength(1)

        await office.mail.send(task(bob))
        expect((await office.mail.receive(bob)).messages).toHaveLength(messages.length + 1)
      },
    )
    expect(deaths).toBeGreaterThanOrEqual(8)
  })

  it('while it claims: leaves the message, which is free when the lease ends', async () => {
    const claim: MailCommand = { do: 'claim-all', agent: bob, claimant: 'bob/dying', leaseMs: MINUTE_MS }
    const deaths = await killEverywhere(claim, sendOne, async (office, answer) => {
      const heirs = { claimant: 'bob/heir', leaseMs: MINUTE_MS }
      if (answer !== null) expect(await office.mail.claim(bob, heirs)).toBeNull()
      office.clock.ms += MINUTE_MS
      const claimed = await office.mail.claim(bob, heirs)
      expect(claimed?.claimant).toBe('bob/heir')
      expect(await office.mail.claim(bob, { ...heirs, claimant: 'bob/late' })).toBeNull()
      expect(await office.mail.archive(claimed?.message.id ?? '', 'bob/heir')).toMatchObject({ kind: 'archived' })
    })
    expect(deaths).toBeGreaterThanOrEqual(5)
  })

  it('while it archives: leaves the message in one place, and others can go on', async () => {
    let id = ''
    const deaths = await killEverywhere(
      () => ({ do: 'archive-each', ids: [id], claimant: 'bob/dying' }),
      async (office) => {
        id = await sendOne(office)
        await office.mail.claim(bob, { claimant: 'bob/dying', leaseMs: MINUTE_MS })
      },
      async (office, answer) => {
        expect(idsOnDisk(office.folder)).toEqual([id])
        if (answer !== null) expect(answer).toEqual(['archived'])
        if (answer !== null) expect(await office.mail.peek(bob)).toBe(0)

        office.clock.ms += MINUTE_MS
        expect(['archived', 'not-found']).toContain((await office.mail.archive(id)).kind)
        expect(idsOnDisk(office.folder)).toEqual([id])
        expect(namesIn(office.folder, 'ARCHIVE')).toHaveLength(1)
        expect(await office.mail.peek(bob)).toBe(0)
      },
    )
    expect(deaths).toBeGreaterThanOrEqual(10)
  })

  it('while it moves a malformed file aside: leaves the file in one place, and others can go on', async () => {
    const deaths = await killEverywhere(
      { do: 'receive', agent: bob },
      async (office) => {
        await sendOne(office)
        writeFileSync(join(office.folder, 'To_Bob', 'torn.json'), '{"id": "to')
      },
      async (office) => {
        const before = findTorn(office)
        expect(before).toHaveLength(1)
        expect((await office.mail.receive(bob)).messages).toHaveLength(1)
        const [place = ''] = findTorn(office)
        expect(findTorn(office)).toHaveLength(1)
        expect(place).toMatch(/^REJECTED/)
        expect(namesIn(office.folder, 'REJECTED')).toContain(`${place.slice('REJECTED/'.length)}.reason.txt`)
      },
      MINUTE_MS,
    )
    expect(deaths).toBeGreaterThanOrEqual(6)
  })

  it('while it marks a key: leaves it unmarked, or marked for the window', async () => {
    await killEverywhere({ do: 'mark-each', keys: ['conflict'] }, sendOne, async (office, answer) => {
      const isFirst = await office.mail.markOnce('conflict', MINUTE_MS)
      if (answer !== null) expect(isFirst).toBe(false)
      expect(await office.mail.markOnce('conflict', MINUTE_MS)).toBe(false)
      office.clock.ms += MINUTE_MS
      expect(await office.mail.markOnce('conflict', MINUTE_MS)).toBe(true)
    })
  })

  it('leaves only temporary files behind, which a cleanup sweeps once they are old', async () => {
    const { folder, clock, mail } = openOffice()
    await mail.send(task(bob))
    // The folders are there, so that the first change writes the temporary file.
    const actor = await callMailActor({ folder, now: clock.ms, death: { change: 1, when: 'after' } })
    expect(await actor.tell({ do: 'send', to: bob, texts: ['dying'] })).toBeNull()
    expect(await mail.peek(bob)).toBe(1)
    await mail.cleanup(MINUTE_MS)
    expect(namesIn(folder, '.holdfast', 'tmp')).toHaveLength(1)
    clock.ms += 61 * MINUTE_MS
    await mail.cleanup(1_000 * MINUTE_MS)
    expect(namesIn(folder, '.holdfast', 'tmp')).toEqual([])
  })
})

/** Gives how many deaths there were: the loop ends with the first process that outlives its command. */
async function killEverywhere(
  command: MailCommand | (() => MailCommand),
  prepare: (office: Office) => Promise<unknown>,
  check: (office: Office, answer: unknown) => Promise<void>,
  laterMs = 0,
): Promise<number> {
  let deaths = 0
  for (const when of ['before', 'after'] as const) {
    for (let change = 1; change < TOO_MANY; change += 1) {
      const office = openOffice()
      await prepare(office)
      office.clock.ms += laterMs
      const actor = await callMailActor({ folder: office.folder, now: office.clock.ms, death: { change, when } })
      const answer = await actor.tell(typeof command === 'function' ? command() : command)
      await check(office, answer)
      if (answer !== null) break
      deaths += 1
    }
  }
  return deaths
}

async function sendOne({ mail }: Office): Promise<string> {
  return (await mail.send(task(bob))).id
}

function findTorn({ folder }: Office): readonly string[] {
  return ['To_Bob', 'REJECTED'].flatMap((name) =>
    namesIn(folder, name)
      .filter((file) => /^torn.*\.json$/.test(file))
      .map((file) => `${name}/${file}`),
  )
}
