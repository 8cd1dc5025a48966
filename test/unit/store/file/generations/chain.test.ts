import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { StoredTable } from '../../../../../src/records/lock-table-record.js'
import type { Disk } from '../../../../../src/disk/disk.js'
import { openGenerationChain } from '../../../../../src/store/file/generations/chain.js'
import { sweep } from '../../../../../src/store/file/generations/sweep.js'
import { toRow } from '../../../../../src/store/file/locks/plan-change.js'
import { makeFolders, type LockFolder } from '../../../../../src/store/file/lock-folder.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import { refusal, wrapDisk } from '../../../../support/store/mail-disk.js'
import { diskWithoutLinks, generations, lockOf, makeFolder, namesIn } from '../../../../support/store/lock-rig.js'

let tokens = 0

function openLockFolder(disk: Disk = nodeDisk, root = join(makeFolder(), 'locks')): LockFolder {
  const lockFolder = {
    root,
    disk,
    now: Date.now,
    randomId: () => `id-${process.pid}-${(tokens += 1)}`,
    isGone: () => false,
  }
  makeFolders(lockFolder)
  return lockFolder
}

function tableAt(revision: number, holder = 'alice'): StoredTable {
  return { revision, token: `t-${(tokens += 1)}`, rows: [toRow(lockOf(holder, `file-${revision}`))], waiters: [] }
}

/** Another process that commits so often, and sweeps as it goes. */
function advance(lockFolder: LockFolder, times: number): void {
  const chain = openGenerationChain({ ...lockFolder, disk: nodeDisk })
  for (let turn = 0; turn < times; turn += 1) {
    const next = chain.loadHead().revision + 1
    expect(chain.commit(tableAt(next, 'others')).kind).toBe('committed')
    sweep({ ...lockFolder, disk: nodeDisk }, next)
  }
}

describe.each([
  ['with hard links', nodeDisk],
  ['without hard links', diskWithoutLinks],
])('the chain of generations on a disk %s', (_, disk) => {
  it('keeps the newest block and the one before it, and marks the others', () => {
    const lockFolder = openLockFolder(disk)
    const chain = openGenerationChain(lockFolder)
    for (let revision = 1; revision <= 33; revision += 1) {
      chain.commit(tableAt(revision))
      sweep(lockFolder, revision)
    }
    expect(generations(lockFolder.root).map(Number)).toEqual([24, 25, 26, 27, 28, 29, 30, 31, 32, 33])
    expect(namesIn(lockFolder.root, '.holdfast', 'done')).toEqual([
      '0-000000000000',
      '0-000000000001',
      '0-000000000002',
    ])
    expect(namesIn(lockFolder.root, '.holdfast', 'tmp')).toEqual([])
  })

  it('gives no old slot to a writer who was stopped for long, and takes the attempt away', () => {
    const lockFolder = openLockFolder(disk)
    const chain = openGenerationChain(lockFolder)
    chain.commit(tableAt(1))
    const paused = openGenerationChain(lockFolder)
    paused.loadHead()
    for (let revision = 2; revision <= 40; revision += 1) {
      chain.commit(tableAt(revision))
      sweep(lockFolder, revision)
    }
    expect(paused.commit(tableAt(2)).kind).toBe('unknown')
    expect(generations(lockFolder.root)).not.toContain('000000000002')
    expect(paused.loadHead().revision).toBe(40)
  })

  it('reads the newest table while others sweep what was listed', () => {
    const lockFolder = openLockFolder(disk)
    const chain = openGenerationChain(lockFolder)
    chain.commit(tableAt(1))
    let isSwept = false
    const slow = wrapDisk(disk, ({ name }, operate) => {
      const result = operate()
      if (name === 'list' && !isSwept) {
        isSwept = true
        for (let revision = 2; revision <= 40; revision += 1) {
          chain.commit(tableAt(revision))
          sweep(lockFolder, revision)
        }
      }
      return result
    })
    expect(openGenerationChain({ ...lockFolder, disk: slow }).loadHead().revision).toBe(40)
  })
})

describe('the chain of generations', () => {
  it('reports a slot as unknown that it won and that was swept before it looked', () => {
    const lockFolder = openLockFolder()
    const slow = wrapDisk(nodeDisk, ({ name }, operate) => {
      const result = operate()
      if (name === 'linkNew') advance(lockFolder, 40)
      return result
    })
    expect(openGenerationChain({ ...lockFolder, disk: slow }).commit(tableAt(1)).kind).toBe('unknown')
  })

  it('reports a link as done that failed after it was made', () => {
    const lockFolder = openLockFolder()
    const failing = wrapDisk(nodeDisk, ({ name }, operate) => {
      const result = operate()
      if (name === 'linkNew') throw refusal('EIO')
      return result
    })
    const table = tableAt(1)
    expect(openGenerationChain({ ...lockFolder, disk: failing }).commit(table).kind).toBe('committed')
    expect(openGenerationChain(lockFolder).loadHead().token).toBe(table.token)
  })

  it('reports a link as done that a network disk calls taken because its first answer was lost', () => {
    const lockFolder = openLockFolder()
    const disk: Disk = { ...nodeDisk, linkNew: (source, target) => !nodeDisk.linkNew(source, target) }
    expect(openGenerationChain({ ...lockFolder, disk }).commit(tableAt(1)).kind).toBe('committed')
  })

  it('puts one marker in the place of 1,024, and still gives no old slot away', () => {
    const lockFolder = openLockFolder()
    for (let block = 0; block < 1086; block += 1) {
      writeFileSync(join(lockFolder.root, '.holdfast', 'done', `0-${String(block).padStart(12, '0')}`), '')
    }
    const chain = openGenerationChain(lockFolder)
    for (const revision of [8703, 8704]) chain.commit(tableAt(revision))
    sweep(lockFolder, 8704)

    const markers = namesIn(lockFolder.root, '.holdfast', 'done')
    expect(markers).toContain('1-000000000000')
    expect(markers.filter((name) => name.startsWith('0-'))).toHaveLength(1086 - 1024)
    expect(chain.commit(tableAt(6)).kind).toBe('unknown')
    expect(chain.loadHead().revision).toBe(8704)
  })

  it('goes on with links and folders in one store, each refusing what the other took', () => {
    const lockFolder = openLockFolder()
    const linking = openGenerationChain(lockFolder)
    const moving = openGenerationChain({ ...lockFolder, disk: diskWithoutLinks })
    expect(linking.commit(tableAt(1)).kind).toBe('committed')
    expect(moving.commit(tableAt(1)).kind).toBe('conflict')
    expect(moving.commit(tableAt(2)).kind).toBe('committed')
    expect(linking.commit(tableAt(2)).kind).toBe('conflict')
    expect(linking.loadHead().revision).toBe(2)
    expect(namesIn(lockFolder.root, '.holdfast')).toContain('no-hard-links')
  })

  it('reads what is there after the store was deleted and begun anew', () => {
    const lockFolder = openLockFolder()
    const chain = openGenerationChain(lockFolder)
    chain.commit(tableAt(1, 'before'))
    nodeDisk.remove(join(lockFolder.root, '.holdfast', 'gen', '000000000001'))
    expect(chain.loadHead().revision).toBe(0)
    chain.commit(tableAt(1, 'before'))
    nodeDisk.remove(join(lockFolder.root, '.holdfast', 'gen', '000000000001'))
    openGenerationChain(lockFolder).commit(tableAt(1, 'a-much-longer-name-after'))
    expect(chain.loadHead().rows[0]?.lock.owner.agent).toBe('a-much-longer-name-after')
  })

  it('refuses a store of which the tables are gone and the markers are not', () => {
    const lockFolder = openLockFolder()
    advance(lockFolder, 20)
    for (const name of generations(lockFolder.root)) nodeDisk.remove(join(lockFolder.root, '.holdfast', 'gen', name))
    expect(() => openGenerationChain(lockFolder).loadHead()).toThrow(/gen" cannot be read: the lock table is gone/)
  })

  it('passes over files in its folder that are no generations', () => {
    const lockFolder = openLockFolder()
    advance(lockFolder, 1)
    for (const name of ['.nfs0001', '999', 'notes.txt'])
      writeFileSync(join(lockFolder.root, '.holdfast', 'gen', name), 'x')
    mkdirSync(join(lockFolder.root, '.holdfast', 'gen', 'folder'))
    expect(openGenerationChain(lockFolder).loadHead().revision).toBe(1)
  })
})
