import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openFileEventLog } from '../../../src/store/file/log/file-event-log.js'
import { callMailActors } from '../../support/fleet/actors.js'
import {
  alice,
  bob,
  idsOnDisk,
  makeFolder,
  namesIn,
  openOffice,
  task,
  type Office,
} from '../../support/store/mail-rig.js'

const RACERS = 4

describe('processes that race', () => {
  it('send in one millisecond without loss, each in its own order', async () => {
    const { folder, mail, clock } = openOffice()
    const actors = await callMailActors(RACERS, { folder, now: clock.ms })
    const sent = await Promise.all(
      actors.map((actor, sender) =>
        actor.tell<string[]>({ do: 'send', to: bob, texts: numbered(25).map((text) => `${sender} ${text}`) }),
      ),
    )

    const { messages, rejected } = await mail.receive(bob)
    expect(rejected).toEqual([])
    expect(messages.map(({ id }) => id).sort()).toEqual(sent.flatMap((ids) => ids ?? []).sort())
    for (const sender of actors.keys()) {
      const own = messages.filter(({ id }) => sent[sender]?.includes(id))
      expect(own.map(({ payload }) => payload['text'])).toEqual(numbered(25).map((text) => `${sender} ${text}`))
    }
    expect(namesIn(folder, '.holdfast', 'tmp')).toEqual([])
  })

  it('claim each message once', async () => {
    const office = openOffice()
    const ids = await fill(office, 60)
    const actors = await callMailActors(RACERS, { folder: office.folder, now: office.clock.ms })
    const claimed = await Promise.all(
      actors.map((actor, index) =>
        actor.tell<string[]>({ do: 'claim-all', agent: bob, claimant: `bob/${index}`, leaseMs: 60_000 }),
      ),
    )
    expect(claimed.flatMap((each) => each ?? []).sort()).toEqual(ids)
  })

  it('take over the claims of the dead once', async () => {
    const office = openOffice()
    const ids = await fill(office, 40)
    for (const id of ids) await office.mail.claim(bob, { claimant: `dead with ${id}`, leaseMs: 1_000 })
    const actors = await callMailActors(RACERS, { folder: office.folder, now: office.clock.ms + 1_000 })
    const claimed = await Promise.all(
      actors.map((actor, index) =>
        actor.tell<string[]>({ do: 'claim-all', agent: bob, claimant: `bob/${index}`, leaseMs: 60_000 }),
      ),
    )
    expect(claimed.flatMap((each) => each ?? []).sort()).toEqual(ids)
  })

  it('archive each message once', async () => {
    const office = openOffice()
    const ids = await fill(office, 40)
    const actors = await callMailActors(RACERS, { folder: office.folder, now: office.clock.ms })
    const outcomes = await Promise.all(actors.map((actor) => actor.tell<string[]>({ do: 'archive-each', ids })))

    for (const index of ids.keys()) {
      const kinds = outcomes.map((each) => each?.[index])
      expect(kinds.filter((kind) => kind === 'archived')).toHaveLength(1)
      expect(kinds.filter((kind) => kind === 'claimed' || kind === 'not-found')).toHaveLength(RACERS - 1)
    }
    expect(namesIn(office.folder, 'ARCHIVE')).toHaveLength(40)
    expect(idsOnDisk(office.folder)).toEqual(ids)
  })

  it('claim a message or archive it, and never the one while another does the other', async () => {
    const office = openOffice()
    const ids = await fill(office, 60)
    const actors = await callMailActors(RACERS, { folder: office.folder, now: office.clock.ms })
    const answers = await Promise.all(
      actors.map((actor, index) =>
        index % 2 === 0
          ? actor.tell<string[]>({ do: 'claim-all', agent: bob, claimant: `bob/${index}`, leaseMs: 60_000 })
          : actor.tell<string[]>({ do: 'archive-each', ids: [...ids].reverse() }),
      ),
    )
    const claimed = [...(answers[0] ?? []), ...(answers[2] ?? [])]
    const archived = [...ids]
      .reverse()
      .filter((_, place) => [1, 3].some((index) => answers[index]?.[place] === 'archived'))
    expect([...claimed, ...archived].sort()).toEqual(ids)
  })

  it('archive each message once under one claimant too', async () => {
    const office = openOffice()
    const ids = await fill(office, 25)
    const actors = await callMailActors(RACERS, { folder: office.folder, now: office.clock.ms })
    const outcomes = await Promise.all(
      actors.map((actor) => actor.tell<string[]>({ do: 'archive-each', ids, claimant: 'bob' })),
    )
    for (const index of ids.keys()) expect(outcomes.filter((each) => each?.[index] === 'archived')).toHaveLength(1)
    expect(idsOnDisk(office.folder)).toEqual(ids)
  })

  it('work a mailbox off together, each message by one of them, and leave nothing', async () => {
    const office = openOffice()
    const ids = await fill(office, 60)
    const actors = await callMailActors(RACERS, { folder: office.folder, now: office.clock.ms })
    const done = await Promise.all(
      actors.map((actor, index) =>
        actor.tell<string[]>({ do: 'claim-and-archive-all', agent: bob, claimant: `bob/${index}` }),
      ),
    )
    expect(done.flatMap((each) => each ?? []).sort()).toEqual(ids)
    expect(idsOnDisk(office.folder)).toEqual(ids)
    expect(namesIn(office.folder, '.holdfast', 'claims')).toEqual([])
    expect(namesIn(office.folder, '.holdfast', 'tmp')).toEqual([])
  })

  it('mark each key once in its window, and once in the next', async () => {
    const { folder, clock } = openOffice()
    for (const now of [clock.ms, clock.ms + 60_000]) {
      const actors = await callMailActors(RACERS, { folder, now })
      const answers = await Promise.all(
        actors.map((actor) => actor.tell<boolean[]>({ do: 'mark-each', keys: numbered(25) })),
      )
      for (const index of numbered(25).keys()) expect(answers.filter((each) => each?.[index])).toHaveLength(1)
    }
  })

  it('move a malformed file aside once, with one reason', async () => {
    const office = openOffice()
    await fill(office, 1)
    for (const name of numbered(20)) writeFileSync(join(office.folder, 'To_Bob', `${name}.json`), '{"half": ')
    const actors = await callMailActors(RACERS, { folder: office.folder, now: office.clock.ms + 60_000 })
    const deliveries = await Promise.all(
      actors.map((actor) => actor.tell<{ rejected: { path: string }[] }>({ do: 'receive', agent: bob })),
    )

    const rejected = namesIn(office.folder, 'REJECTED').filter((name) => name.endsWith('.json'))
    expect(rejected).toHaveLength(20)
    expect(namesIn(office.folder, 'REJECTED')).toHaveLength(40)
    const reported = deliveries.flatMap((each) => each?.rejected ?? []).map(({ path }) => path)
    expect(reported.sort()).toEqual(rejected.map((name) => join(office.folder, 'REJECTED', name)))
  })

  it('write to one log, every line whole, through its rotation', async () => {
    const folder = makeFolder()
    const path = join(folder, 'log.jsonl')
    const long = 'x'.repeat(3_900)
    const log = openFileEventLog({ path, now: () => 0 })
    for (let index = 0; index < 1_200; index += 1) log.append({ kind: 'refused', agent: alice, text: long })
    const actors = await callMailActors(RACERS, { folder, now: 0 })
    await Promise.all(
      actors.map((actor, index) =>
        actor.tell({ do: 'log', path, texts: numbered(100).map((text) => `${index} ${text} ${long}`) }),
      ),
    )

    const events = log.last(2_000)
    expect(namesIn(folder)).toEqual(['log.jsonl', 'log.jsonl.1'])
    expect(events).toHaveLength(1_600)
    for (const index of actors.keys()) {
      const texts = events.filter(({ text }) => text.startsWith(`${index} `)).map(({ text }) => text.split(' ')[1])
      expect(new Set(texts).size).toBe(100)
    }
  })
})

async function fill({ mail }: Office, count: number): Promise<readonly string[]> {
  const ids: string[] = []
  for (const text of numbered(count)) ids.push((await mail.send(task(bob, { payload: { text } }))).id)
  return ids.sort()
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${index}`)
}
