import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openHoldfast } from '../dist/index.js'
import { createRepository } from './scratch.mjs'
import { median, time } from './timing.mjs'

/** Mail of one agent, by the size of its mailbox. */
export async function benchMail(scratch, rounds) {
  const rows = []
  const repository = createRepository(scratch, 'mail')
  const comm = join(scratch.folder, 'comm')
  const open = (agent) =>
    openHoldfast({ cwd: repository.top, agent, environment: { ...scratch.env, HOLDFAST_COMM_ROOT: comm } })
  const [alice, bob] = [await open('alice'), await open('bob')]
  for (const size of [0, 1_000, 10_000, 100_000]) {
    if (size > 0) {
      // `fill` copies a message, and earlier rounds may have taken them all.
      await alice.send('bob', { text: 'first' })
      fill(join(comm, 'To_Bob'), size)
    }
    const name = `${size.toLocaleString('en')} messages wait`
    const measure = async (what, call) => {
      const times = []
      for (let round = 0; round < Math.max(3, Math.ceil(rounds / 4)); round += 1) times.push(await time(call))
      rows.push({ name: `${what}, ${name}`, ms: median(times) })
    }
    await measure('send', () => alice.send('bob', { text: 'more' }))
    await measure('peek', () => bob.peek())
    await measure('receive the first 10', () => bob.receive({ limit: 10 }))
    await measure('claim and archive', async () => {
      const claim = await bob.claim()
      if (claim !== null) await bob.archive(claim.message.id)
    })
  }
  return rows
}

/** Adds the missing number of copies of a message, each with its own id, time and file name. */
function fill(folder, size) {
  const names = readdirSync(folder)
  if (names.length === 0) throw new Error('there is no message to copy')
  const text = readFileSync(join(folder, names[0]), 'utf8')
  const { id } = JSON.parse(text)
  const parts = /^(.*_)(\d{13})-(\d{4})-[A-Za-z0-9]+(\.json)$/.exec(names[0])
  for (let index = names.length; index < size; index += 1) {
    const copyId = randomUUID()
    const name = `${parts[1]}${Number(parts[2]) + index}-${parts[3]}-${copyId.slice(0, 8)}${parts[4]}`
    writeFileSync(join(folder, name), text.replaceAll(id, copyId))
  }
}
