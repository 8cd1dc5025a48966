import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { quote } from '../src/core/quote.js'
import { MINUTE_MS } from '../src/core/time.js'
import { openGuardedRepository, type GuardedRepository } from './guarded-repository.js'
import { mutate } from './mutations.js'
import { createRandom, type Random } from './random.js'
import { openTally, type Outcome, type Part, type Side, type Stand, type Tally } from './scenario.js'

const LANES = 2

/** What a hook does that takes the file of a lock for the lock, and one that it cannot read for none. */
const NAIVE_HOOK = `#!/bin/sh
for file in .git/holdfast/locks/.holdfast/gen/*; do table=$file; done
grep -q '"agent":"alice"' "$table" && grep -q '"revision"' "$table" && { echo 'locked by alice' >&2; exit 1; }
exit 0
`

/** Real commits of a path that alice has locked, while the newest table cannot be read. */
export async function refuseDamaged(stand: Stand): Promise<Part> {
  const rounds = stand.isShort ? 4 : 200
  return {
    promise: 'A hook over state that cannot be read refuses, and names the file and the repair',
    load: `${rounds} commits by \`git commit\` with the guard installed`,
    faults: 'the newest table damaged as above',
    ours: await commitOver(stand, 'ours', rounds),
    // Of four damages the naive hook may happen to survive each.
    naive: await commitOver(stand, 'naive', 40),
  }
}

async function commitOver(stand: Stand, side: Side, rounds: number): Promise<Outcome> {
  const tally = openTally()
  const lanes = Array.from({ length: LANES }, (_, lane) => commitInLane(stand, side, rounds / LANES, lane, tally))
  await Promise.all(lanes)
  return tally.outcome(`${rounds} commits over damaged tables`)
}

async function commitInLane(stand: Stand, side: Side, rounds: number, lane: number, tally: Tally): Promise<void> {
  const repository = openLocked(stand, `refuse-${side}-${lane}`)
  if (side === 'naive') installNaive(repository)
  const table = newestTable(repository)
  const bytes = readFileSync(table)
  const random = createRandom(stand.seed + lane)
  repository.stage('bob', 'src/a.ts', 'changed\n')
  for (let round = 0; round < rounds; round += 1) {
    const damaged = mutate(bytes, random)
    writeFileSync(table, damaged)
    const { exitCode, stderr } = await repository.gitBeside('bob', 'commit', '--quiet', '-m', 'over it')
    if (exitCode === 0) tally.note(`committed over ${JSON.stringify(damaged.toString('latin1').slice(0, 60))}`)
    if (exitCode === 0) repository.git('bob', 'reset', '--quiet', '--soft', 'HEAD~1')
    if (side === 'ours' && exitCode !== 0) checkWords(stderr, table, tally)
    if (!existsSync(table) || !readFileSync(table).equals(damaged)) tally.note('the damaged file is gone')
    writeFileSync(table, bytes)
  }
}

/** In the place of all our hooks: another of them would refuse what this one lets through. */
function installNaive({ top }: GuardedRepository): void {
  const hooks = join(top, '.git', 'hooks')
  rmSync(hooks, { recursive: true })
  mkdirSync(hooks)
  writeFileSync(join(hooks, 'pre-commit'), NAIVE_HOOK, { mode: 0o755 })
}

function checkWords(stderr: string, table: string, tally: Tally): void {
  const isNewer = stderr.includes('newer than this program knows')
  if (!stderr.includes(quote(table).slice(1, -1))) tally.note(`the file is not named: ${stderr}`)
  if (!isNewer && !stderr.includes('git holdfast doctor --fix')) tally.note(`the repair is not named: ${stderr}`)
}

/** `doctor --fix` over damaged tables and records, and what is left of alice's locks. */
export async function repairDamaged(stand: Stand): Promise<Part> {
  const rounds = stand.isShort ? 1 : 30
  return {
    promise: '`doctor --fix` repairs the store, throws nothing away and loses no live lock',
    load: `${rounds} repairs of a store in which alice has two locks`,
    faults: 'the newest table cut short, or a file of another program beside it',
    ours: repairOften(stand, 'ours', rounds),
    naive: repairOften(stand, 'naive', Math.min(rounds, 5)),
  }
}

function repairOften(stand: Stand, side: Side, rounds: number): Outcome {
  const tally = openTally()
  const repository = openLocked(stand, `repair-${side}`)
  const random = createRandom(stand.seed + 1)
  for (let round = 0; round < rounds; round += 1) repairOnce(repository, side, random, tally)
  return tally.outcome(`${rounds} repairs`)
}

function repairOnce(repository: GuardedRepository, side: Side, random: Random, tally: Tally): void {
  const isTable = random.next() < 0.7
  const path = isTable ? newestTable(repository) : join(repository.locks, 'aaaaaaaaaaaaaaaa.agent_lock')
  const damaged = isTable ? cutShort(readFileSync(path), random) : Buffer.from('{"half": ')
  writeFileSync(path, damaged)
  // A record that is younger than 10 s may still be written by its program, and no repair touches it.
  if (!isTable) utimesSync(path, new Date(Date.now() - MINUTE_MS), new Date(Date.now() - MINUTE_MS))
  // The naive repair takes away what is in the way.
  if (side === 'naive') rmSync(path)
  else repository.holdfast('carol', 'doctor', '--fix')
  if (!isKept(repository, damaged)) tally.note('the damaged file is not kept')
  repository.stage('bob', 'src/a.ts', `changed ${random.next()}\n`)
  const { exitCode, stderr } = repository.git('bob', 'commit', '--quiet', '-m', 'locked')
  if (exitCode === 0 || !stderr.includes('locked by alice')) tally.note(`a lock is lost: ${stderr}`)
  repository.git('bob', 'reset', '--quiet', '--hard')
  repository.stage('bob', 'free.ts', `changed ${random.next()}\n`)
  const onFree = repository.git('bob', 'commit', '--quiet', '-m', 'free')
  if (onFree.exitCode !== 0) tally.note(`it is not mended: ${onFree.stderr}`)
  // The next revision: alice's locks are to survive in a table that a repair has begun, too.
  repository.holdfast('alice', 'renew')
}

function isKept({ locks }: GuardedRepository, damaged: Buffer): boolean {
  const broken = join(locks, '.holdfast', 'broken')
  return existsSync(broken) && readdirSync(broken).some((name) => readFileSync(join(broken, name)).equals(damaged))
}

/** What is left is no table, whatever a mutation makes of it: of those that are, there is nothing to mend. */
function cutShort(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length - 2))
}

function openLocked(stand: Stand, name: string): GuardedRepository {
  const repository = openGuardedRepository(stand.built, join(stand.folder, name))
  for (const path of ['src', 'docs/**/*.md']) {
    const { exitCode, stderr } = repository.holdfast('alice', 'lock', path, '--ttl', '2h')
    if (exitCode !== 0) throw new Error(stderr)
  }
  return repository
}

function newestTable({ locks }: GuardedRepository): string {
  const folder = join(locks, '.holdfast', 'gen')
  return join(folder, readdirSync(folder).sort().at(-1) ?? '')
}
