import { join } from 'node:path'
import { refuseDamaged, repairDamaged } from './corrupted-repository.js'
import type { CorruptionAnswer, CorruptionJob } from './corruption-worker.js'
import { openTally, type Outcome, type Part, type Scenario, type Side, type Stand } from './scenario.js'
import { runInTurn } from './workers.js'

const FILES = 100_000
const PROCESSES = 4

export const corruption: Scenario = {
  name: 'corruption',
  title: 'Corruption',
  run: async (stand) => [await damageFiles(stand), await refuseDamaged(stand), await repairDamaged(stand)],
}

async function damageFiles(stand: Stand): Promise<Part> {
  const files = stand.isShort ? 2_000 : FILES
  return {
    promise: 'A file that cannot be read is never taken for free and never deleted',
    load: `${files} damaged files: lock tables, other programs' locks, our own as others see them, messages, claims; in memory`,
    faults:
      'bits and bytes changed, parts cut, repeated, swapped, filled with zeros; truncated, empty, binary, other JSON',
    ours: await damageIn(stand, 'ours', files),
    naive: await damageIn(stand, 'naive', files / 20),
  }
}

async function damageIn(stand: Stand, side: Side, files: number): Promise<Outcome> {
  const jobs = Array.from({ length: PROCESSES }, (_, number): CorruptionJob => {
    const folder = join(stand.memory, `${side}-${number}`)
    return { role: 'corruption', side, folder, runs: files / PROCESSES, seed: stand.seed + number }
  })
  const answers = await runInTurn<CorruptionAnswer>(jobs, PROCESSES)
  const tally = openTally()
  const sum = { refused: 0, unharmed: 0, otherRecords: 0 }
  for (const answer of answers) {
    if (answer === null) tally.note('a reader died')
    else tally.add(answer)
    for (const key of ['refused', 'unharmed', 'otherRecords'] as const) sum[key] += answer?.[key] ?? 0
  }
  return tally.outcome(
    `${files} files: ${sum.refused} refused or held by name, ${sum.unharmed} read as what was written, ${sum.otherRecords} that are another record of a format without a sum`,
  )
}
