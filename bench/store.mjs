import { join } from 'node:path'
import { openHoldfast } from '../dist/index.js'
import { createRepository, takeLocks } from './scratch.mjs'
import { median, time } from './timing.mjs'

/** One acquire and one release in a running process, with fsync, while so many locks are held. */
export async function benchAcquire(scratch, rounds) {
  const rows = []
  for (const held of [0, 100, 1_000, 10_000]) {
    const repository = createRepository(scratch, `acquire-${held}`)
    await takeLocks(scratch, repository, 'alice', held)
    const bob = await openHoldfast({ cwd: repository.top, agent: 'bob', environment: scratch.env })
    const times = []
    for (let round = 0; round < rounds; round += 1) {
      times.push(await time(() => bob.acquire(`mine/file${round}`, { maxRetries: 0 })))
      await bob.releaseAll()
    }
    rows.push({ name: `acquire, ${held.toLocaleString('en')} locks held`, ms: median(times) })
  }
  return rows
}

/** Mail of one agent, as its mailbox grows. */
export async function benchMail(scratch, rounds) {
  const rows = []
  const repository = createRepository(scratch, 'mail')
  const environment = { ...scratch.env, HOLDFAST_COMM_ROOT: join(scratch.folder, 'comm') }
  const open = (agent) => openHoldfast({ cwd: repository.top, agent, environment })
  const [alice, bob] = [await open('alice'), await open('bob')]
  let sent = 0
  for (const size of [0, 1_000, 10_000, 100_000]) {
    for (; sent < size; sent += 1) await alice.send('bob', { text: `message ${sent}` })
    const name = `${size.toLocaleString('en')} messages wait`
    const measure = async (what, call) => {
      const times = []
      for (let round = 0; round < Math.max(3, Math.ceil(rounds / 8)); round += 1) times.push(await time(call))
      rows.push({ name: `${what}, ${name}`, ms: median(times) })
    }
    await measure('send', async () => {
      await alice.send('bob', { text: 'more' })
      sent += 1
    })
    await measure('peek', () => bob.peek())
    await measure('first 10', () => bob.receive({ limit: 10 }))
    await measure('claim and archive', async () => {
      const claim = await bob.claim()
      if (claim !== null) await bob.archive(claim.message.id)
      sent -= claim === null ? 0 : 1
    })
  }
  return rows
}
