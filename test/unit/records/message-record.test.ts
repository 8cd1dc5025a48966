import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgentName } from '../../../src/core/agent-name.js'
import { MESSAGE_TYPES, type JsonValue, type Message } from '../../../src/core/mail/message.js'
import { isWithinDepth, parseMessageRecord, renderMessageRecord } from '../../../src/records/message-record.js'

const RECORD = {
  id: 'a-message',
  from: 'alice',
  to: 'bob',
  type: 'TASK',
  priority: 5,
  timestamp: '2026-11-21T14:05:00Z',
  payload: { text: 'hello' },
}
const MESSAGE = {
  id: 'a-message',
  from: 'alice',
  to: 'bob',
  type: 'TASK',
  priority: 5,
  payload: { text: 'hello' },
  sentAt: Date.UTC(2026, 10, 21, 14, 5),
}

describe('a message record', () => {
  it('reads what the protocol has, and no more', () => {
    expect(read(RECORD)).toEqual({ kind: 'message', message: MESSAGE })
  })

  it('comes back as it was written', () => {
    const message = fc.record({
      id: fc.string({ minLength: 1, maxLength: 200 }),
      from: fc.constantFrom('alice' as AgentName, 'x.y_z-1' as AgentName),
      to: fc.constantFrom('bob' as AgentName, 'VSCode' as AgentName),
      type: fc.constantFrom(...MESSAGE_TYPES),
      priority: fc.integer({ min: 1, max: 9 }),
      payload: fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false, maxDepth: 5 })),
      sentAt: fc.integer({ min: 0, max: Date.UTC(9999, 0) }),
    })
    fc.assert(
      fc.property(message, (sent) => {
        const text = renderMessageRecord(sent as Message)
        expect(parseMessageRecord(Buffer.from(text))).toEqual({
          kind: 'message',
          message: JSON.parse(JSON.stringify(sent)),
        })
      }),
      { numRuns: 200, examples: [[{ ...MESSAGE, payload: JSON.parse('{"__proto__": {"x": 1}}') } as never]] },
    )
  })

  it('takes the milliseconds of sentAt before the seconds of the timestamp', () => {
    expect(read({ ...RECORD, sentAt: '2026-11-21T14:05:00.678Z' })).toMatchObject({
      message: { sentAt: MESSAGE.sentAt + 678 },
    })
    expect(read({ ...RECORD, sentAt: 'later' })).toMatchObject({ message: { sentAt: MESSAGE.sentAt } })
  })

  it.each([
    ['2026-11-21T15:05:00+01:00', 0],
    ['2026-11-21T14:05:00', 0],
    ['2026-11-21T14:05:00.250000', 250],
    ['2026-11-21T14:05:00.250Z', 250],
  ])('reads the time %s', (timestamp, afterMs) => {
    expect(read({ ...RECORD, timestamp })).toMatchObject({ message: { sentAt: MESSAGE.sentAt + afterMs } })
  })

  it.each(['', '1', 'yesterday', '2026-13-45T99:99:99Z', 5, null])('has no time %o', (timestamp) => {
    expect(read({ ...RECORD, timestamp })).toMatchObject({
      kind: 'malformed',
      reason: expect.stringContaining('timestamp') as string,
    })
  })

  it.each([
    [0, 1],
    [-5, 1],
    [10, 9],
    [1_000_000, 9],
    [5.0, 5],
  ])('has the priority %s of another program as %s', (priority, ours) => {
    expect(read({ ...RECORD, priority })).toMatchObject({ message: { priority: ours } })
  })

  it.each([5.5, '5', null, true, [5]])('is malformed with the priority %o', (priority) => {
    expect(read({ ...RECORD, priority })).toMatchObject({ kind: 'malformed' })
  })

  it('names every key that is not what it has to be', () => {
    const reading = read({
      id: '',
      from: 'alice',
      to: 'bob',
      type: 'TASK',
      timestamp: '2026-11-21T14:05:00Z',
      payload: [],
    })
    expect(reading).toEqual({
      kind: 'malformed',
      reason:
        'its id is not a text of 1 to 200 characters; its priority is missing; its payload is not an object of at most 100 levels',
    })
  })

  it('passes over further keys that it does not know, or that are not what they could be', () => {
    expect(read({ ...RECORD, colour: 'red', inReplyTo: 7 })).toEqual({ kind: 'message', message: MESSAGE })
  })

  it.each(['1', '1.0', '1.7', '1.0.3'])('reads the schemaVersion %s', (schemaVersion) => {
    expect(read({ ...RECORD, schemaVersion })).toMatchObject({ kind: 'message' })
  })

  it.each(['2.0', '10', '0.9', '', 2, null, {}])(
    'leaves the schemaVersion %o to programs that know it',
    (schemaVersion) => {
      expect(read({ schemaVersion })).toMatchObject({ kind: 'unknown' })
    },
  )

  it('is read with a byte order mark, which some editors write', () => {
    expect(parseMessageRecord(Buffer.from(`\uFEFF${JSON.stringify(RECORD)}`))).toMatchObject({ kind: 'message' })
  })

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(parseMessageRecord(bytes).kind).toBe('malformed')
      }),
    )
    const text = Buffer.from(JSON.stringify(RECORD))
    for (let length = 0; length < text.length; length += 1) {
      expect(parseMessageRecord(text.subarray(0, length)).kind).toBe('malformed')
    }
  })

  it('counts the levels of a payload without being overflown by them', () => {
    expect(isWithinDepth({}, 0)).toBe(true)
    expect(isWithinDepth({ a: { b: 1 } }, 1)).toBe(false)
    expect(isWithinDepth({ a: { b: 1 } }, 2)).toBe(true)
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as JsonValue
    expect(isWithinDepth(deep, 100)).toBe(false)
  })
})

function read(record: unknown): ReturnType<typeof parseMessageRecord> {
  return parseMessageRecord(Buffer.from(JSON.stringify(record)))
}
