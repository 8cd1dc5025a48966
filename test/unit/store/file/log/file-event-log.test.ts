import { appendFileSync, mkdirSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LockId } from '../../../../../src/core/locks/lock.js'
import { type EventLog } from '../../../../../src/store/event-log.js'
import { EVENT_KINDS, type LogEvent, type NewEvent } from '../../../../../src/core/event.js'
import { MAX_LOG_BYTES, openFileEventLog } from '../../../../../src/store/file/log/file-event-log.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import { refusal, wrapDisk } from '../../../../support/store/mail-disk.js'
import { alice, bob, makeFolder, namesIn, readText } from '../../../../support/store/mail-rig.js'

const NOW = Date.UTC(2026, 10, 21, 14, 5, 0, 678)
const LONG = 'x'.repeat(4_000)

describe('the event log', () => {
  it('gives back every kind of event, the oldest first, with its time', () => {
    const { log } = openLog()
    const events: NewEvent[] = EVENT_KINDS.map((kind) => ({ kind, agent: bob, text: `${kind} src/auth` }))
    for (const event of events) expect(log.append(event)).toBe(true)
    expect(log.last(100)).toEqual(events.map((event) => ({ ...event, time: '2026-11-21T14:05:00.678Z' })))
    expect(log.last(2)).toEqual(log.last(100).slice(-2))
    expect(log.last(0)).toEqual([])
  })

  it('is one line of JSON an event', () => {
    const { log, path } = openLog()
    log.append({ kind: 'locked', agent: alice, text: 'two\nlines "✓"', lockId: 'lock-1' as LockId })
    expect(readText(path)).toBe(
      '{"time":"2026-11-21T14:05:00.678Z","kind":"locked","agent":"alice","text":"two\\nlines \\"✓\\"","lockId":"lock-1"}\n',
    )
  })

  it('is empty, and not made, before the first event', () => {
    const { log, folder } = openLog()
    expect(log.last(10)).toEqual([])
    expect(namesIn(folder)).toEqual([])
  })

  it('cuts a long text', () => {
    const { log } = openLog()
    log.append(event('y'.repeat(1_000_000)))
    expect(log.last(1)[0]?.text).toHaveLength(4_000)
  })

  it.each([
    ['torn', '{"time":"2026-11-21T14:05:00.678Z","kind":"lo'],
    ['of another program', 'hello'],
    [
      'of a kind that is not known',
      JSON.stringify({ time: '2026-11-21T14:05:00.678Z', kind: 'eaten', agent: 'bob', text: '' }),
    ],
    ['of no agent', JSON.stringify({ time: '2026-11-21T14:05:00.678Z', kind: 'locked', agent: '../x', text: '' })],
    [
      'too long',
      JSON.stringify({ time: '2026-11-21T14:05:00.678Z', kind: 'locked', agent: 'bob', text: 'x'.repeat(100_000) }),
    ],
    ['binary', '\u0000\ufffd\u001b[2J'],
  ])('shows the others where a line is %s, though it has no end', (_, line) => {
    const { log, path } = openLog()
    log.append(event('before'))
    appendFileSync(path, line)
    expect(textsOf(log)).toEqual(['before'])
    log.append(event('after'))
    expect(textsOf(log)).toEqual(['before', 'after'])
  })

  it('moves on to a new file beyond 5 MiB, and shows both', () => {
    const { log, path, folder } = openLog()
    const count = Math.ceil(MAX_LOG_BYTES / LONG.length) + 10
    for (let index = 0; index < count; index += 1) log.append(event(`${index} ${LONG}`))
    expect(namesIn(folder, 'store')).toEqual(['log.jsonl', 'log.jsonl.1'])
    expect(statSync(`${path}.1`).size).toBeGreaterThan(MAX_LOG_BYTES)
    expect(textsOf(log).map((text) => text.split(' ')[0])).toEqual(
      Array.from({ length: count }, (_, index) => `${index}`),
    )
  })

  it('is moved once by writers who see together that it is full', () => {
    const { log, path, folder } = openLog()
    log.append(event('first'))
    appendFileSync(path, `${'x'.repeat(MAX_LOG_BYTES)}\n`)
    const late = openFileEventLog({
      path,
      now: () => NOW,
      disk: {
        ...nodeDisk,
        writeNew: (marker, content) => {
          // Another writer comes in between seeing that the log is full and moving it.
          log.append(event('other'))
          log.append(event('young'))
          nodeDisk.writeNew(marker, content)
        },
      },
    })
    expect(late.append(event('late'))).toBe(true)
    expect(namesIn(folder, 'store')).toEqual(['log.jsonl', 'log.jsonl.1'])
    expect(textsOf(log)).toEqual(['first', 'late', 'other', 'young'])
    expect(readText(path)).toContain('young')
  })

  it('is moved though a process died with that half done', () => {
    const { log, path, folder } = openLog()
    log.append(event('first'))
    appendFileSync(path, `${'x'.repeat(MAX_LOG_BYTES)}\n`)
    writeFileSync(`${path}.rotating`, '')
    utimesSync(`${path}.rotating`, NOW / 1_000 - 59, NOW / 1_000 - 59)
    log.append(event('while it may be alive'))
    expect(namesIn(folder, 'store')).toEqual(['log.jsonl', 'log.jsonl.rotating'])

    utimesSync(`${path}.rotating`, NOW / 1_000 - 61, NOW / 1_000 - 61)
    for (const text of ['takes the marker away', 'moves the log', 'new']) log.append(event(text))
    expect(namesIn(folder, 'store')).toEqual(['log.jsonl', 'log.jsonl.1'])
    expect(textsOf(log)).toHaveLength(5)
    expect(readText(path).split('\n')).toHaveLength(2)
  })

  it('reads only the end of a log that another program has blown up', () => {
    const { log, path } = openLog()
    log.append(event('lost'))
    truncateSync(path, 2 * 1024 ** 3)
    appendFileSync(path, '\n')
    log.append(event('kept'))
    expect(textsOf(log)).toEqual(['kept'])
  })

  it.each(['ENOSPC', 'EACCES', 'EIO', 'EMFILE'])(
    'says that an event was not written, and throws nothing, at %s',
    (errno) => {
      const { path } = openLog()
      const broken = wrapDisk(nodeDisk, () => {
        throw refusal(errno)
      })
      expect(openFileEventLog({ path, now: () => NOW, disk: broken }).append(event('lost'))).toBe(false)
    },
  )

  it('says that an event was not written where a folder or a link stands in its place', () => {
    const { log, path, folder } = openLog()
    mkdirSync(path, { recursive: true })
    expect(log.append(event('lost'))).toBe(false)

    const target = join(folder, 'target')
    writeFileSync(target, 'kept')
    symlinkSync(target, join(folder, 'link'))
    const linked = openFileEventLog({ path: join(folder, 'link'), now: () => NOW })
    expect(linked.append(event('lost'))).toBe(false)
    expect(readText(target)).toBe('kept')
    expect(() => linked.last(1)).toThrow(/symbolic link/)
  })
})

describe('following the event log', () => {
  it('gives every event from the call on, also those before the first is asked for', async () => {
    const { log } = openLog()
    log.append(event('before'))
    const events = follow(log)
    log.append(event('1'))
    log.append(event('2'))
    expect(await events.take(2)).toEqual(['1', '2'])
    const third = events.take(1)
    log.append(event('3'))
    expect(await third).toEqual(['3'])
    await events.end()
  })

  it('gives the last ones first where they are asked for, and none twice or never', async () => {
    const { log, path } = openLog()
    for (const text of ['0', '1', '2']) log.append(event(text))
    const events = follow(log, 2)
    log.append(event('3'))
    expect(await events.take(3)).toEqual(['1', '2', '3'])
    log.append(event('4'))
    expect(await events.take(1)).toEqual(['4'])
    await events.end()
    appendFileSync(path, `${'x'.repeat(MAX_LOG_BYTES)}\n`)
    log.append(event('5'))
    log.append(event('6'))
    const rotated = follow(log, 2)
    log.append(event('7'))
    expect(await rotated.take(3)).toEqual(['5', '6', '7'])
    await rotated.end()
  })

  it('leaves what a rotation in the middle of the call brings for later', async () => {
    const { log, path } = openLog()
    log.append(event('old'))
    let isRotated = false
    const rotating = {
      ...nodeDisk,
      look: (each: string) => {
        if (!isRotated) {
          isRotated = true
          nodeDisk.move(path, `${path}.1`)
          log.append(event('new'))
        }
        return nodeDisk.look(each)
      },
    }
    const events = follow(openFileEventLog({ path, disk: rotating, now: Date.now }), 5)
    expect(await events.take(2)).toEqual(['old', 'new'])
    await events.end()
  })

  it('waits for a log that is not there yet', async () => {
    const { log, folder } = openLog()
    mkdirSync(join(folder, 'store'))
    const events = follow(log)
    const first = events.take(1)
    log.append(event('first'))
    expect(await first).toEqual(['first'])
    await events.end()
  })

  it('goes on through a rotation, without loss and in order', async () => {
    const { log, path } = openLog()
    log.append(event('before'))
    const events = follow(log)
    log.append(event('old 1'))
    expect(await events.take(1)).toEqual(['old 1'])
    log.append(event('old 2'))
    appendFileSync(path, `${'x'.repeat(MAX_LOG_BYTES)}\n`)
    log.append(event('old 3'))
    log.append(event('new 1'))
    expect(await events.take(3)).toEqual(['old 2', 'old 3', 'new 1'])
    await events.end()
  })

  it('keeps a line back until it is whole', async () => {
    const { log, path } = openLog()
    log.append(event('before'))
    const line = readText(path)
    const events = follow(log)
    appendFileSync(path, line.slice(0, 30))
    const taken = events.take(2)
    appendFileSync(path, line.slice(30))
    log.append(event('after'))
    expect(await taken).toEqual(['before', 'after'])
    await events.end()
  })

  it('ends at once where its signal came before', async () => {
    const { log } = openLog()
    const ended = new AbortController()
    ended.abort()
    expect(await log.follow(ended.signal)[Symbol.asyncIterator]().next()).toMatchObject({ done: true })
  })
})

function openLog(): { log: EventLog; path: string; folder: string } {
  const folder = makeFolder()
  const path = join(folder, 'store', 'log.jsonl')
  return { log: openFileEventLog({ path, now: () => NOW }), path, folder }
}

function event(text: string): NewEvent {
  return { kind: 'refused', agent: alice, text }
}

function textsOf(log: EventLog): readonly string[] {
  return log.last(10_000).map(({ text }) => text)
}

/** Takes events one by one; the end shows that a follower that waits is let go. */
function follow(
  log: EventLog,
  earlier?: number,
): { take: (count: number) => Promise<readonly string[]>; end: () => Promise<void> } {
  const ended = new AbortController()
  const events = log.follow(ended.signal, earlier)[Symbol.asyncIterator]()
  const next = async (): Promise<LogEvent> => {
    const result = await events.next()
    return result.done === true ? expect.unreachable() : result.value
  }
  return {
    take: async (count) => {
      const texts: string[] = []
      while (texts.length < count) texts.push((await next()).text)
      return texts
    },
    end: async () => {
      const last = events.next()
      ended.abort()
      expect(await last).toMatchObject({ done: true })
    },
  }
}
