import { describe, expect, it } from 'vitest'
import type { AgentName } from '../../../src/core/agent-name.js'
import type { Draft, Payload } from '../../../src/core/mail/message.js'
import { HOUR_MS, MINUTE_MS, SECOND_MS, type EpochMs } from '../../../src/core/time.js'
import type { Mailbox } from '../../../src/store/mailbox.js'

interface ContractOptions {
  /** Begins at the time of the engine's own clock; tests move it on. */
  readonly now: () => EpochMs
  readonly randomId?: () => string
}

/** A mailbox with nothing in it, and further doors to the same one: other processes, as far as it can tell. */
export type OpenFresh = (options: ContractOptions) => () => Mailbox

const alice = 'alice' as AgentName
const bob = 'bob' as AgentName
const carol = 'carol' as AgentName

/** What every engine promises, whatever it stands on. */
export function describeMailbox(engine: string, openFresh: OpenFresh): void {
  function open(randomId?: () => string): { mail: Mailbox; other: Mailbox; clock: { ms: number } } {
    const clock = { ms: Date.now() }
    const door = openFresh({ now: () => clock.ms, ...(randomId === undefined ? {} : { randomId }) })
    return { mail: door(), other: door(), clock }
  }

  describe(`a mailbox on ${engine}`, () => {
    describe('sending and receiving', () => {
      it('hands over what was sent, to its receiver only', async () => {
        const { mail, other, clock } = open()
        const payload = { text: 'näher ✓ 🚀', list: [1, null, { deep: true }], empty: {} }
        const sent = await mail.send(task(bob, { payload, priority: 3, inReplyTo: 'an-id' }))

        expect(await other.receive(bob)).toEqual({ messages: [sent], rejected: [] })
        expect(await other.receive(alice)).toEqual({ messages: [], rejected: [] })
        expect(sent).toMatchObject({
          from: alice,
          to: bob,
          type: 'TASK',
          priority: 3,
          payload,
          inReplyTo: 'an-id',
          sentAt: clock.ms,
        })
      })

      it('takes nothing away by receiving', async () => {
        const { mail } = open()
        await mail.send(task(bob))
        expect((await mail.receive(bob)).messages).toEqual((await mail.receive(bob)).messages)
        expect(await mail.peek(bob)).toBe(1)
      })

      it('puts messages in order of priority, then arrival', async () => {
        const { mail, clock } = open()
        for (const [priority, text] of [
          [5, 'c'],
          [9, 'e'],
          [1, 'a'],
          [5, 'd'],
          [1, 'b'],
        ] as const) {
          await mail.send(task(bob, { priority, payload: { text } }))
          clock.ms += 1
        }
        expect(await textsOf(mail, bob)).toEqual(['a', 'b', 'c', 'd', 'e'])
      })

      it('keeps the order of messages sent within one millisecond', async () => {
        const { mail } = open()
        const texts = Array.from({ length: 30 }, (_, index) => `${index}`)
        for (const [index, text] of texts.entries()) {
          await mail.send(task(bob, { type: index % 2 === 0 ? 'TASK' : 'ALERT', payload: { text } }))
        }
        expect(await textsOf(mail, bob)).toEqual(texts)
      })

      it('gives only messages of the type asked for, and at most as many', async () => {
        const { mail } = open()
        for (const text of ['1', '2', '3']) {
          await mail.send(task(bob, { type: 'TASK', payload: { text: `task ${text}` } }))
          await mail.send(task(bob, { type: 'REPORT', payload: { text: `report ${text}` } }))
        }
        expect(await textsOf(mail, bob, { type: 'REPORT' })).toEqual(['report 1', 'report 2', 'report 3'])
        expect(await textsOf(mail, bob, { type: 'REPORT', limit: 2 })).toEqual(['report 1', 'report 2'])
        expect(await textsOf(mail, bob, { limit: 1 })).toEqual(['task 1'])
      })

      it('is one mailbox however the name is spelled', async () => {
        const { mail } = open()
        await mail.send(task('VSCode' as AgentName))
        await mail.send(task('vscode' as AgentName))
        expect((await mail.receive('vsCODE' as AgentName)).messages).toHaveLength(2)
        expect(await mail.peek('VSCODE' as AgentName)).toBe(2)
        expect(await mail.agents()).toHaveLength(1)
      })

      it('gives nothing where nobody has written', async () => {
        const { mail } = open()
        expect(await mail.receive(bob)).toEqual({ messages: [], rejected: [] })
        expect(await mail.peek(bob)).toBe(0)
        expect(await mail.claim(bob, { claimant: 'bob/1', leaseMs: 1000 })).toBeNull()
        expect(await mail.find('no-such-id')).toBeNull()
        expect(await mail.archive('no-such-id')).toEqual({ kind: 'not-found' })
        expect(await mail.agents()).toEqual([])
        expect(await mail.cleanup(0)).toBe(0)
      })

      it('names everyone who has a mailbox', async () => {
        const { mail } = open()
        await mail.broadcast(task(bob), [carol, bob])
        expect((await mail.agents()).map((agent) => agent.toLowerCase()).sort()).toEqual([bob, carol])
      })

      it('takes a payload of 1 MiB, and refuses a larger one', async () => {
        const { mail } = open()
        const room = 1024 * 1024 - JSON.stringify({ text: '' }, null, 2).length
        await mail.send(task(bob, { payload: { text: 'x'.repeat(room) } }))
        expect((await mail.receive(bob)).messages).toHaveLength(1)

        const tooLarge = mail.send(task(bob, { payload: { text: 'x'.repeat(room + 1) } }))
        await expect(tooLarge).rejects.toMatchObject({ problem: { code: 'payload-too-large', bytes: 1024 * 1024 + 1 } })
        expect(await mail.peek(bob)).toBe(1)
      })

      it('refuses a payload that no reader would take, for its depth', async () => {
        const { mail } = open()
        await mail.send(task(bob, { payload: nested(100) }))
        expect((await mail.receive(bob)).messages).toHaveLength(1)
        await expect(mail.send(task(bob, { payload: nested(101) }))).rejects.toMatchObject({
          problem: { code: 'payload-too-deep' },
        })
      })

      it.each([0, 10, 1.5, NaN])('refuses the priority %s as a defect of its caller', async (priority) => {
        const { mail } = open()
        await expect(mail.send(task(bob, { priority }))).rejects.toThrow(RangeError)
        expect(await mail.peek(bob)).toBe(0)
      })

      it('ends a wait for mail at its signal', async () => {
        const { mail } = open()
        const ended = new AbortController()
        const wait = mail.waitForMail(bob, ended.signal)
        ended.abort()
        await wait
        await mail.waitForMail(bob, ended.signal)
      })

      it('ends a wait for mail when something comes', async () => {
        const { mail, other } = open()
        await mail.send(task(bob))
        const wait = mail.waitForMail(bob, new AbortController().signal)
        await other.send(task(bob))
        await wait
        expect(await mail.peek(bob)).toBe(2)
      })
    })

    describe('broadcasting', () => {
      it('sends one message of its own to each', async () => {
        const { mail } = open()
        const sent = await mail.broadcast(task(bob, { type: 'ALERT', priority: 1 }), [bob, carol])
        expect(sent.map(({ to }) => to)).toEqual([bob, carol])
        expect(new Set(sent.map(({ id }) => id)).size).toBe(2)
        expect((await mail.receive(bob)).messages).toEqual([sent[0]])
        expect((await mail.receive(carol)).messages).toEqual([sent[1]])
      })

      it('sends once to a mailbox that is named twice', async () => {
        const { mail } = open()
        expect(await mail.broadcast(task(bob), [bob, 'BOB' as AgentName])).toHaveLength(1)
        expect(await mail.peek(bob)).toBe(1)
      })

      it('reaches nobody with a payload that does not fit', async () => {
        const { mail } = open()
        const payload = { text: 'x'.repeat(1024 * 1024) }
        await expect(mail.broadcast(task(bob, { payload }), [bob])).rejects.toMatchObject({
          problem: { code: 'payload-too-large' },
        })
        expect(await mail.broadcast(task(bob), [])).toEqual([])
        expect(await mail.agents()).toEqual([])
      })
    })

    describe('claiming', () => {
      const mine = { claimant: 'bob/1', leaseMs: MINUTE_MS }
      const theirs = { claimant: 'bob/2', leaseMs: MINUTE_MS }

      it('gives each message to one claimant, in order', async () => {
        const { mail, other, clock } = open()
        const low = await mail.send(task(bob, { priority: 9 }))
        const high = await mail.send(task(bob, { priority: 1 }))
        expect(await mail.claim(bob, mine)).toEqual({
          message: high,
          claimant: 'bob/1',
          expiresAt: clock.ms + MINUTE_MS,
        })
        expect((await other.claim(bob, theirs))?.message).toEqual(low)
        expect(await mail.claim(bob, mine)).toBeNull()
      })

      it('leaves a claimed message where everyone sees it', async () => {
        const { mail } = open()
        const sent = await mail.send(task(bob))
        await mail.claim(bob, mine)
        expect((await mail.receive(bob)).messages).toEqual([sent])
      })

      it('gives a message to the next one when the lease has run out, and not before', async () => {
        const { mail, other, clock } = open()
        const sent = await mail.send(task(bob))
        await mail.claim(bob, mine)
        clock.ms += MINUTE_MS - 1
        expect(await other.claim(bob, theirs)).toBeNull()
        clock.ms += 1
        expect((await other.claim(bob, theirs))?.message).toEqual(sent)
        expect(await mail.claim(bob, mine)).toBeNull()
      })

      it('claims only messages of the type asked for', async () => {
        const { mail } = open()
        await mail.send(task(bob, { type: 'REPORT', priority: 1 }))
        const alert = await mail.send(task(bob, { type: 'ALERT' }))
        expect((await mail.claim(bob, { ...mine, type: 'ALERT' }))?.message).toEqual(alert)
        expect(await mail.claim(bob, { ...mine, type: 'ALERT' })).toBeNull()
      })

      it('keeps a claim when the clock is set back', async () => {
        const { mail, other, clock } = open()
        await mail.send(task(bob))
        await mail.claim(bob, mine)
        clock.ms -= HOUR_MS
        expect(await other.claim(bob, theirs)).toBeNull()
      })

      it.each([
        { claimant: '', leaseMs: 1 },
        { claimant: 'x'.repeat(201), leaseMs: 1 },
        { claimant: 'bob', leaseMs: 0 },
      ])('refuses the claim %o as a defect of its caller', async (options) => {
        const { mail } = open()
        await mail.send(task(bob))
        await expect(mail.claim(bob, options)).rejects.toThrow(RangeError)
      })
    })

    describe('archiving', () => {
      it('takes a message out of the mailbox, once', async () => {
        const { mail, other } = open()
        const { id } = await mail.send(task(bob))
        expect(await mail.archive(id)).toMatchObject({ kind: 'archived' })
        expect(await other.archive(id)).toEqual({ kind: 'not-found' })
        expect(await mail.peek(bob)).toBe(0)
        expect(await mail.claim(bob, { claimant: 'bob', leaseMs: 1000 })).toBeNull()
      })

      it('finds an archived message where the archive has it', async () => {
        const { mail } = open()
        const sent = await mail.send(task(bob))
        expect(await mail.find(sent.id)).toEqual(sent)
        const outcome = await mail.archive(sent.id)
        expect(await mail.find(sent.id)).toEqual({ ...sent, path: outcome.kind === 'archived' ? outcome.path : '' })
      })

      it('takes the path of a message for its id', async () => {
        const { mail } = open()
        const { path } = await mail.send(task(bob))
        expect(await mail.archive(path)).toMatchObject({ kind: 'archived' })
        expect(await mail.archive(path)).toEqual({ kind: 'not-found' })
      })

      it('takes six characters that begin one id only', async () => {
        const { mail } = open(growingIds())
        const first = await mail.send(task(bob))
        const second = await mail.send(task(carol))
        const ambiguous = { problem: { code: 'message-ambiguous', matches: [first.id, second.id] } }
        await expect(mail.archive('abcdef')).rejects.toMatchObject(ambiguous)
        await expect(mail.find('abcdef')).rejects.toMatchObject(ambiguous)
        expect(await mail.archive('abcde')).toEqual({ kind: 'not-found' })

        const beginsSecond = second.id.slice(0, -1)
        expect(await mail.find(beginsSecond)).toEqual(second)
        expect(await mail.archive(beginsSecond)).toMatchObject({ kind: 'archived' })
      })

      it('prefers the whole id to one that it begins', async () => {
        const { mail } = open(growingIds())
        const first = await mail.send(task(bob))
        await mail.send(task(bob))
        expect(await mail.find(first.id)).toEqual(first)
      })

      it('leaves a message that somebody else works on, until the lease ends', async () => {
        const { mail, other, clock } = open()
        const { id } = await mail.send(task(bob))
        const claim = await mail.claim(bob, { claimant: 'bob/1', leaseMs: MINUTE_MS })
        const claimed = { kind: 'claimed', claimant: 'bob/1', expiresAt: claim?.expiresAt }
        expect(await other.archive(id)).toEqual(claimed)
        expect(await other.archive(id, 'bob/2')).toEqual(claimed)
        expect(await mail.peek(bob)).toBe(1)
        clock.ms += MINUTE_MS
        expect(await other.archive(id, 'bob/2')).toMatchObject({ kind: 'archived' })
      })

      it('is open to the claimant', async () => {
        const { mail, other } = open()
        const { id } = await mail.send(task(bob))
        await mail.claim(bob, { claimant: 'bob/1', leaseMs: MINUTE_MS })
        expect(await other.archive(id, 'bob/1')).toMatchObject({ kind: 'archived' })
      })

      it('is refused to a claimant whose lease has run out, where somebody else holds the message now', async () => {
        const { mail, other, clock } = open()
        const { id } = await mail.send(task(bob))
        await mail.claim(bob, { claimant: 'bob/1', leaseMs: SECOND_MS })
        clock.ms += SECOND_MS
        expect(await mail.claim(bob, { claimant: 'bob/2', leaseMs: MINUTE_MS })).not.toBeNull()
        expect(await other.archive(id, 'bob/1')).toMatchObject({ kind: 'claimed', claimant: 'bob/2' })
        expect(await other.archive(id, 'bob/2')).toMatchObject({ kind: 'archived' })
      })

      it('is open to a claimant whose lease has run out, where nobody holds the message', async () => {
        const { mail, clock } = open()
        const { id } = await mail.send(task(bob))
        await mail.claim(bob, { claimant: 'bob/1', leaseMs: SECOND_MS })
        clock.ms += HOUR_MS
        expect(await mail.archive(id, 'bob/1')).toMatchObject({ kind: 'archived' })
      })
    })

    describe('cleaning up', () => {
      it('archives what is older than asked, in every mailbox, and nothing else', async () => {
        const { mail, clock } = open()
        const old = await mail.broadcast(task(bob), [bob, carol])
        clock.ms += 2 * HOUR_MS
        expect(await mail.cleanup(3 * HOUR_MS)).toBe(0)
        expect(await mail.peek(bob)).toBe(1)
        expect(await mail.cleanup(HOUR_MS)).toBe(2)
        expect(await mail.peek(bob)).toBe(0)
        expect(await mail.find(old[1]?.id ?? '')).not.toBeNull()
        expect(await mail.cleanup(HOUR_MS)).toBe(0)
      })

      it('leaves what somebody works on', async () => {
        const { mail, clock } = open()
        await mail.send(task(bob))
        clock.ms += 2 * HOUR_MS
        await mail.claim(bob, { claimant: 'bob', leaseMs: HOUR_MS })
        expect(await mail.cleanup(HOUR_MS)).toBe(0)
        clock.ms += HOUR_MS
        expect(await mail.cleanup(HOUR_MS)).toBe(1)
      })
    })

    describe('marking a key once', () => {
      it('is true for the first, and again when the window has passed', async () => {
        const { mail, other, clock } = open()
        expect(await mail.markOnce('conflict', MINUTE_MS)).toBe(true)
        clock.ms += MINUTE_MS - 1
        expect(await other.markOnce('conflict', MINUTE_MS)).toBe(false)
        clock.ms += 1
        expect(await other.markOnce('conflict', MINUTE_MS)).toBe(true)
        expect(await mail.markOnce('conflict', MINUTE_MS)).toBe(false)
      })

      it('does not begin the window anew for those who come too early', async () => {
        const { mail, clock } = open()
        const answers: boolean[] = []
        for (let minute = 0; minute < 6; minute += 1) {
          answers.push(await mail.markOnce('conflict', 3 * MINUTE_MS))
          clock.ms += MINUTE_MS
        }
        expect(answers).toEqual([true, false, false, true, false, false])
      })

      it('keeps keys apart, however long or strange', async () => {
        const { mail } = open()
        const keys = ['a', 'A', '../a', 'a\0b', 'x'.repeat(100_000), 'ä', '']
        for (const key of keys) expect(await mail.markOnce(key, MINUTE_MS)).toBe(true)
        for (const key of keys) expect(await mail.markOnce(key, MINUTE_MS)).toBe(false)
      })

      it('keeps a mark through a cleanup while its window lasts', async () => {
        const { mail, clock } = open()
        await mail.markOnce('conflict', 100 * HOUR_MS)
        clock.ms += 99 * HOUR_MS
        await mail.cleanup(0)
        expect(await mail.markOnce('conflict', MINUTE_MS)).toBe(false)
      })
    })
  })
}

function task(to: AgentName, more: Partial<Draft> = {}): Draft {
  return { from: alice, to, type: 'TASK', priority: 5, payload: { text: 'hello' }, ...more }
}

async function textsOf(mail: Mailbox, agent: AgentName, options = {}): Promise<readonly unknown[]> {
  return (await mail.receive(agent, options)).messages.map(({ payload }) => payload['text'])
}

function nested(depth: number): Payload {
  return depth === 0 ? {} : { deeper: nested(depth - 1) }
}

/** Each id begins the next one. */
function growingIds(): () => string {
  let id = 'abcdef'
  return () => {
    id += 'xx'
    return id
  }
}
