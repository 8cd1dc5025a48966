import { describe, expect, it } from 'vitest'
import type { AgentName } from '../../../src/core/agent-name.js'
import type { Pattern } from '../../../src/core/patterns/pattern.js'
import {
  createTableEncoder,
  decodeTable,
  EMPTY_TABLE,
  sealTable,
  type StoredTable,
} from '../../../src/records/lock-table-record.js'
import { toRow } from '../../../src/store/file/locks/plan-change.js'
import { lockOf, waiterOf } from '../../support/store/lock-rig.js'

const full = lockOf('alice', 'src/a.ts', {
  owner: { agent: 'alice' as AgentName, session: 's', host: 'h', email: 'alice@example.org' },
  intent: { action: 'REFACTOR', scope: ['x'], description: 'line\nbreak \u2028', priority: 1 },
  covers: { includes: ['x' as Pattern], excludes: ['y' as Pattern] },
  process: { pid: 7, startTime: '1', bootId: 'b', pidNamespace: 'n', host: 'h' },
})
const plain = lockOf('bob', 'b', { intent: { action: 'READ', scope: [], description: '', priority: 5 } })
const table: StoredTable = {
  revision: 3,
  token: 't',
  rows: [toRow(full), toRow(plain)],
  waiters: [waiterOf('carol', 'c')],
}

function encode(value: StoredTable): string {
  return createTableEncoder()(value)
}

/** The table with one field of its first lock replaced. */
function decodeWith(field: object): string {
  const record = JSON.parse(encode(table)) as { locks: object[] }
  const [first, ...rest] = record.locks
  const changed = { ...record, sum: undefined, locks: [{ ...first, ...field }, ...rest] }
  return decodeTable(Buffer.from(sealTable(JSON.stringify(changed).slice(1)))).kind
}

describe('the table of locks as a file', () => {
  it('says all that was in the table', () => {
    expect(decodeTable(Buffer.from(encode(table)))).toEqual({ kind: 'table', table })
  })

  it('says it again where its locks were written before', () => {
    const encoder = createTableEncoder()
    encoder(table)
    const next = { ...table, revision: 4, rows: [...table.rows, toRow(lockOf('dora', 'd'))] }
    expect(decodeTable(Buffer.from(encoder(next)))).toEqual({ kind: 'table', table: next })
  })

  it('has everyone who holds a lock in its second line', () => {
    expect(encode(table).split('\n')[1]).toBe('"holders":["alice","bob"],')
    expect(encode({ ...EMPTY_TABLE, revision: 1 }).split('\n')[1]).toBe('"holders":[],')
  })

  it('leaves out what is empty', () => {
    expect(encode({ ...table, rows: [toRow(plain)] })).not.toMatch(/scope|description|excludes|email|process/)
  })

  it.each([
    { id: 7 },
    { file: '../x' },
    { agent: 'not a name' },
    { agent: undefined },
    { session: 1 },
    { host: null },
    { email: 1 },
    { action: 'PEEK' },
    { scope: 'x' },
    { scope: [1] },
    { description: {} },
    { priority: '5' },
    { resource: undefined },
    { includes: undefined },
    { excludes: [null] },
    { createdAt: '1' },
    { expiresAt: null },
    { expiresAt: undefined },
    { revision: undefined },
    { process: null },
    { process: { pid: '7' } },
  ])('is refused where a lock in it has %j', (field) => {
    expect(decodeWith(field)).toBe('unreadable')
  })

  it('takes fields that it does not know', () => {
    expect(decodeWith({ colour: 'red' })).toBe('table')
  })

  it('is refused where one character of it was changed or left out, also where it is still a table', () => {
    const text = encode(table)
    for (let index = 0; index < text.length; index += 1) {
      const [before, after] = [text.slice(0, index), text.slice(index + 1)]
      const other = text[index] === '7' ? '8' : '7'
      for (const damaged of [`${before}${other}${after}`, `${before}${after}`])
        expect(decodeTable(Buffer.from(damaged)), `at ${index}: ${damaged}`).not.toMatchObject({ kind: 'table' })
    }
  })

  it('of a newer minor version is read with the sum that belongs to it, and with no other', () => {
    const newer = encode(table).replace('"1.2"', '"1.3","colour":"red"')
    expect(decodeTable(Buffer.from(newer))).toMatchObject({ kind: 'unreadable' })
    const body = newer.slice(newer.indexOf('\n') + 1)
    expect(decodeTable(Buffer.from(sealTable(body)))).toEqual({ kind: 'table', table })
    expect(decodeTable(Buffer.from(`{${body}`))).toMatchObject({ kind: 'unreadable' })
  })

  it('reads 10,000 locks in little more time than their JSON takes', () => {
    const rows = Array.from({ length: 10_000 }, (_, index) => toRow(lockOf('alice', `src/file-${index}.ts`)))
    const content = Buffer.from(encode({ ...table, rows }))
    const text = content.toString('utf8')
    // In turns, and the best of each: what else the machine does holds up both.
    const rounds = Array.from({ length: 7 }, () => ({
      table: processorMs(() => decodeTable(content)),
      json: processorMs(() => JSON.parse(text) as unknown),
    }))
    const best = (of: 'table' | 'json'): number => Math.min(...rounds.map((round) => round[of]))
    expect(best('table')).toBeLessThan(5 * best('json'))
  })
})

/** Of this process alone, however many others want the processor. */
function processorMs(act: () => unknown): number {
  const before = process.cpuUsage()
  act()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
