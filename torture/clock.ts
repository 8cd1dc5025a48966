import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stepClock } from './clock-steps.js'
import type { ClockAnswer, ClockJob } from './clock-worker.js'
import { openGuardedRepository, STOP, type GuardedRepository } from './guarded-repository.js'
import { openTally, type Outcome, type Part, type Scenario, type Side, type Stand, type Tally } from './scenario.js'
import { startWorker } from './workers.js'

const TTL_MS = 1_000
const STOPPED_MS = 1_300
const MOST_CHANGES = 100
const AT_ONCE = 8

export const clock: Scenario = {
  name: 'clock',
  title: 'Time',
  run: async (stand) => [
    {
      promise: 'No agent is told that it holds a lock or claim that has ended, and two agents never hold the same one',
      load: 'acquire and claim, and two agents in turn',
      faults:
        'the clock steps by an hour, ahead and back, at each reading of the clock in turn and between the requests',
      ours: await stepClock(stand.memory, 'ours'),
      naive: await stepClock(stand.memory, 'naive'),
    },
    {
      promise: 'An acquire that took longer than the time to live of its lock reports no success',
      load: `acquires with ${TTL_MS / 1000} s to live`,
      faults: `stopped for ${STOPPED_MS / 1000} s before every change to the disk in turn`,
      ours: await acquireSlowly(stand, 'ours'),
      naive: await acquireSlowly(stand, 'naive'),
    },
    await commitLate(stand),
  ],
}

async function acquireSlowly(stand: Stand, side: Side): Promise<Outcome> {
  const tally = openTally()
  const times = { reported: 0, refused: 0 }
  const calls = Array.from({ length: stand.isShort ? 6 : MOST_CHANGES }, (_, index) => index + 1)
  let isOver = false
  const serve = async (): Promise<void> => {
    for (let call = calls.shift(); call !== undefined && !isOver; call = calls.shift()) {
      const folder = join(stand.folder, `slow-${side}-${call}`)
      const answer = await stopAt({ role: 'clock', side, folder, ttlMs: TTL_MS, call })
      isOver ||= answer?.isHit === false
      if (answer?.isHit !== true) continue
      times[answer.leftMs === null ? 'refused' : 'reported'] += 1
      if (answer.leftMs !== null && answer.leftMs <= 0)
        tally.note(`stopped at change ${call}: reported ${Math.round(-answer.leftMs)} ms after its end`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, serve))
  return tally.outcome(`${times.reported} reported in time, ${times.refused} refused`)
}

async function stopAt(job: ClockJob): Promise<ClockAnswer | null> {
  const worker = startWorker(job)
  await worker.ready
  worker.begin()
  const first = setTimeout(() => worker.signal('SIGCONT'), STOPPED_MS)
  // A machine that is busy may come to the stop only after that.
  const again = setInterval(() => worker.signal('SIGCONT'), 2 * STOPPED_MS)
  const answer = (await worker.answer) as ClockAnswer | null
  clearTimeout(first)
  clearInterval(again)
  return answer
}

/** The one who checks once and trusts it: a token that says who took the lock. */
const NAIVE_HOOK = '#!/bin/sh\n[ -e ".git/holds-$HOLDFAST_AGENT" ]\n'

async function commitLate(stand: Stand): Promise<Part> {
  const rounds = stand.isShort ? 1 : 6
  return {
    promise: 'A holder whose lock has ended and is now held by somebody else is refused, at the commit or at the push',
    load: `${rounds} real commits by \`git commit\` with the guard installed, ${rounds} pushes`,
    faults: `the holder is stopped for longer than its time to live: before the commit, and between its hook and its end`,
    ours: await commitAfterStop(stand, 'ours', rounds),
    naive: await commitAfterStop(stand, 'naive', rounds),
  }
}

async function commitAfterStop(stand: Stand, side: Side, rounds: number): Promise<Outcome> {
  const tally = openTally()
  const tryOften = async (name: string, act: typeof commitOnce): Promise<void> => {
    const repository = openGuardedRepository(stand.built, join(stand.folder, `${name}-${side}`))
    if (side === 'naive') trustTokens(repository)
    for (let round = 0; round < rounds; round += 1) await act(repository, `src/${round}.ts`, tally)
  }
  await Promise.all([tryOften('commit', commitOnce), tryOften('push', pushOnce)])
  return tally.outcome(`${rounds} commits and ${rounds} pushes tried`)
}

function trustTokens({ top }: GuardedRepository): void {
  for (const hook of ['pre-commit', 'pre-push'])
    writeFileSync(join(top, '.git', 'hooks', hook), NAIVE_HOOK, { mode: 0o755 })
}

async function commitOnce(repository: GuardedRepository, path: string, tally: Tally): Promise<void> {
  const shell = await loseLock(repository, path, `${STOP}; exec git commit --quiet -m late`)
  const { exitCode, stderr } = await shell.goOn()
  if (exitCode === 0) tally.note(`${path} is committed by alice, and bob has it`)
  else if (!stderr.includes('locked by bob')) tally.note(`${path} is refused, and not for bob's lock: ${stderr}`)
  release(repository, path)
  repository.git('nobody', 'reset', '--quiet', '--hard')
}

/** Its hook has let it through before: the commit is made, and the push is refused. */
async function pushOnce(repository: GuardedRepository, path: string, tally: Tally): Promise<void> {
  const editor = join(repository.top, '.git', 'slow-editor')
  writeFileSync(editor, '#!/bin/sh\nkill -STOP $$\necho late > "$1"\n', { mode: 0o755 })
  const shell = await loseLock(repository, path, `echo stopping; exec git commit --quiet`, { GIT_EDITOR: editor })
  const committed = await shell.goOn()
  if (committed.exitCode !== 0) tally.note(`${path} was refused after its hook: ${committed.stderr}`)
  const { exitCode } = repository.git('alice', 'push', '--quiet', 'origin', 'HEAD:main')
  if (exitCode === 0) tally.note(`${path} is pushed by alice, and bob has it`)
  release(repository, path)
  repository.git('nobody', 'reset', '--quiet', '--hard', 'HEAD~1')
}

/** Alice takes a lock, stages and stops; bob waits until it has ended, and takes it. */
async function loseLock(
  repository: GuardedRepository,
  path: string,
  command: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ReturnType<GuardedRepository['stopBefore']>> {
  repository.stage('alice', path, 'late\n')
  repository.holdfast('alice', 'lock', path, '--ttl', '2s')
  writeFileSync(join(repository.top, '.git', 'holds-alice'), '')
  const shell = repository.stopBefore('alice', command, env)
  await shell.stopped
  await pause(TTL_MS)
  const { exitCode, stderr } = repository.holdfast('bob', 'lock', path, '--wait=20s')
  if (exitCode !== 0) throw new Error(`bob does not get ${path}: ${stderr}`)
  return shell
}

function release(repository: GuardedRepository, path: string): void {
  repository.holdfast('bob', 'unlock', path)
}
