import { openHoldfast } from '../dist/index.js'
import { profileCalls } from './profiles.mjs'
import { createRepository, takeLocks } from './scratch.mjs'
import { median, percentile, time } from './timing.mjs'

const HELD = [0, 100, 1_000, 10_000]
const WARM_UP = 5

/** One acquire of a path, uncontended, in a running process, with fsync, by the number of locks that are held. */
export async function benchAcquire(scratch, rounds) {
  const cases = []
  for (const held of HELD) cases.push({ name: nameOf(held), bob: await openHeld(scratch, held), times: [] })
  for (let round = 0; round < rounds + WARM_UP; round += 1) {
    for (const { bob, times } of cases) {
      const took = await time(() => bob.acquire(`mine/file${round}`, { maxRetries: 0 }))
      if (round >= WARM_UP) times.push(took)
      await bob.releaseAll()
    }
  }
  return cases.map(({ name, times }) => ({ name, ms: median(times), p90: percentile(times, 0.9) }))
}

/** Profiles an acquire and the release after it, by function. */
export async function explainAcquire(scratch, name) {
  const bob = await openHeld(
    scratch,
    HELD.find((held) => nameOf(held) === name),
    'explained',
  )
  const profile = await profileCalls(50, async (index) => {
    await bob.acquire(`mine/file${index}`, { maxRetries: 0 })
    await bob.releaseAll()
  })
  return `An acquire and the release after it:\n\n${profile}`
}

function nameOf(held) {
  return `acquire, ${held.toLocaleString('en')} locks held`
}

async function openHeld(scratch, held, mark = 'measured') {
  const repository = createRepository(scratch, `acquire-${held}-${mark}`)
  await takeLocks(scratch, repository, 'alice', held)
  return openHoldfast({ cwd: repository.top, agent: 'bob', environment: scratch.env })
}
