import { describe, expect, it } from 'vitest'
import type { Disk } from '../../../../../src/disk/disk.js'
import { nodeDisk } from '../../../../../src/disk/node-disk.js'
import { DEEDS, expectSound, prepare, resultOf, type Deed, type Result } from '../../../../support/store/lock-deeds.js'
import { sweep } from '../../../../support/sweep.js'
import { refusal, wrapDisk } from '../../../../support/store/mail-disk.js'
import { diskWithoutLinks, openVault } from '../../../../support/store/lock-rig.js'

const MOST_CALLS = 300

/** A call may fail before it has done anything, after it has done everything, or with a file half written. */
interface Failure {
  readonly errno: string
  readonly when: 'instead' | 'after' | 'halfway'
}
const SOME: readonly Failure[] = [
  { errno: 'ENOSPC', when: 'instead' },
  { errno: 'EIO', when: 'after' },
  { errno: 'ENOSPC', when: 'halfway' },
]
const OTHER_REASONS = ['EACCES', 'EIO', 'EMFILE'].map((errno): Failure => ({ errno, when: 'instead' }))
const FAILURES = sweep(SOME, [...SOME, ...OTHER_REASONS])

describe.each(DEEDS)('a disk that fails at any one call of $name', (deed) => {
  it.each(FAILURES)('with $errno, $when, leaves nothing lost, stuck or falsely reported', async (failure) => {
    const results = await failEverywhere(deed, nodeDisk, failure)
    expect(new Set(results)).toContain('done')
    if (failure.when === 'instead') expect(new Set(results)).toContain('refused')
  })

  it('leaves nothing lost, stuck or falsely reported where there are no hard links, either', async () => {
    const results = await failEverywhere(deed, diskWithoutLinks, { errno: 'EIO', when: 'instead' })
    expect(new Set(results)).toContain('refused')
  })

  it('and at every one after it leaves nothing lost, stuck or falsely reported', async () => {
    await failEverywhere(deed, nodeDisk, { errno: 'ENOSPC', when: 'instead' }, (number, failing) => number >= failing)
  })
})

/** Lets each call in turn fail, until one run needs fewer calls. */
async function failEverywhere(
  deed: Deed,
  disk: Disk,
  failure: Failure,
  isMeant = (number: number, failing: number): boolean => number === failing,
): Promise<readonly Result[]> {
  const template = await prepare(deed, disk)
  const results: Result[] = []
  for (let failing = 1; failing < MOST_CALLS; failing += 1) {
    const vault = openVault(disk, template)
    const failed: number[] = []
    const failingDisk = wrapDisk(disk, ({ number }, operate) => {
      if (!isMeant(number, failing)) return operate()
      failed.push(number)
      if (failure.when === 'after') operate()
      throw refusal(failure.errno)
    })
    const torn: Disk = { ...failingDisk, writeNew: tearing(failingDisk, failure) }
    const result = await resultOf(deed.act(vault.reopen(torn)))
    await expectSound(vault, deed, result)
    if (failed.length === 0) return results
    results.push(result)
  }
  throw new Error(`more than ${MOST_CALLS} calls`)
}

/** The half that was written stays where it is, as after a failure of the removal, too. */
function tearing(disk: Disk, failure: Failure): Disk['writeNew'] {
  return (path, content) => {
    try {
      disk.writeNew(path, content)
    } catch (error) {
      if (failure.when === 'halfway') nodeDisk.writeNew(path, content.subarray(0, content.length / 2))
      throw error
    }
  }
}
