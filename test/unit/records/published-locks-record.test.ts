import { describe, expect, it } from 'vitest'
import type { AgentName } from '../../../src/core/agent-name.js'
import type { Lock, LockId } from '../../../src/core/locks/lock.js'
import { parseCoverage } from '../../../src/core/patterns/parse-coverage.js'
import { valueOf } from '../../../src/core/problems/problem.js'
import {
  decodePublishedLocks,
  encodePublishedLocks,
  MAX_PUBLISHED_BYTES,
} from '../../../src/records/published-locks-record.js'

const STORE = '0123456789abcdef0123456789abcdef'

function lockOn(resource: string, scope: readonly string[] = [], literal = false): Lock {
  return {
    id: 'an-id' as LockId,
    owner: { agent: 'alice' as AgentName, session: 's', host: 'a-secret-host', email: 'alice@example.org' },
    intent: { action: 'WRITE', scope, description: 'why\n::error::', priority: 5 },
    resource,
    covers: valueOf(parseCoverage(resource, scope, { literal })).covers,
    createdAt: Date.UTC(2026, 0, 1),
    expiresAt: Date.UTC(2026, 0, 2),
    revision: 7,
    process: { pid: 4242, startTime: '1', bootId: 'a-boot', pidNamespace: '', host: 'a-secret-host' },
    origin: 'holdfast',
  }
}

const encode = (locks: readonly Lock[]): string =>
  encodePublishedLocks({ store: STORE, revision: 7, publishedAt: Date.UTC(2026, 0, 1), locks })
const decode = (text: string): ReturnType<typeof decodePublishedLocks> => decodePublishedLocks(Buffer.from(text))

/** A record of one lock, with a part of it replaced. */
function changed(change: Readonly<Record<string, unknown>>, ofLock: Readonly<Record<string, unknown>> = {}): string {
  const record = JSON.parse(encode([lockOn('src')])) as { locks: object[] }
  return JSON.stringify({ ...record, locks: [{ ...record.locks[0], ...ofLock }], ...change })
}

describe('a record of published locks', () => {
  it('comes back as it was written, but for the process and the host', () => {
    const locks = [
      lockOn('src/auth', ['!src/auth/vendor/**', 'lib/{a,b}/*.ts']),
      lockOn('app/[slug]/page.tsx', [], true),
    ]
    const read = decode(encode(locks))
    expect(read).toEqual({
      ok: true,
      value: {
        store: STORE,
        revision: 7,
        publishedAt: Date.UTC(2026, 0, 1),
        locks: locks.map((lock) => ({ ...lock, process: null, owner: { ...lock.owner, host: '' } })),
      },
    })
  })

  it('names neither host nor process', () => {
    expect(encode([lockOn('src')])).not.toMatch(/secret-host|4242|a-boot/)
  })

  it('has one lock a line', () => {
    expect(
      encode([lockOn('a'), lockOn('b')])
        .trimEnd()
        .split('\n'),
    ).toHaveLength(3)
  })

  it.each([
    ['empty', ''],
    ['no JSON', '{'],
    ['another kind of value', '[]'],
    ['null', 'null'],
    ['without version', changed({ schemaVersion: undefined })],
    ['of a newer version', changed({ schemaVersion: '2.0' })],
    ['of no store', changed({ store: '../../etc' })],
    ['with a negative revision', changed({ revision: -1 })],
    ['with a time that is none', changed({ publishedAt: 'yesterday' })],
    ['with locks that are none', changed({ locks: [null] })],
    ['with an agent that is no name', changed({}, { agent: '@everyone' })],
    ['with an action that nobody knows', changed({}, { action: 'EAT' })],
    ['with a lock without resource', changed({}, { resource: '' })],
    ['with an endless resource', changed({}, { resource: 'x'.repeat(100_000) })],
    ['with a priority of 0', changed({}, { priority: 0 })],
  ])('that is %s is refused', (_what, text) => {
    expect(decode(text)).toMatchObject({ ok: false })
  })

  it('that is too large is not parsed', () => {
    expect(decodePublishedLocks(new Uint8Array(MAX_PUBLISHED_BYTES + 1))).toMatchObject({ ok: false })
  })

  it('with patterns that are none of ours covers what was typed, in every meaning', () => {
    const read = decode(changed({}, { resource: 'a[1]', covers: { includes: ['((((a+)+)+)+)!'], excludes: [] } }))
    const includes = read.ok ? read.value.locks[0]?.covers.includes : []
    expect(includes).not.toContain('((((a+)+)+)+)!')
    expect(includes).toContain('a[1]')
    expect(includes?.length).toBeGreaterThan(1)
  })

  it('without any pattern still covers what was typed', () => {
    const read = decode(changed({}, { covers: { includes: [], excludes: ['**'] } }))
    expect(read.ok && read.value.locks[0]?.covers.includes).toContain('src')
  })
})
