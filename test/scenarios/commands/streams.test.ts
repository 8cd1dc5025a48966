import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFleet, type Fleet } from '../../support/fleet.js'
import { MAIN } from '../../support/project.js'

let fleet: Fleet

beforeAll(() => {
  fleet = createFleet()
  fleet.as('alice').holdfast('lock', 'src', '-m', 'hers')
  fleet.as('bob').write('src/a', 'b')
  fleet.as('bob').git('add', '.')
})
afterAll(() => fleet.remove())

type Stdio = 'pipe' | 'ignore' | number

function start(args: readonly string[], stdio: readonly [Stdio, Stdio, Stdio]): ChildProcess {
  const env = { ...process.env, HOLDFAST_AGENT: 'bob' }
  return spawn(process.execPath, [MAIN, ...args], { cwd: fleet.top, env, stdio: [...stdio] })
}

async function exitOf(child: ChildProcess): Promise<unknown> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return code ?? signal
}

async function textOf(stream: Readable | null): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream ?? []) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const VERDICTS: readonly (readonly [readonly string[], number])[] = [
  [['check', 'src/a'], 1],
  [['check', 'src/a', '--json'], 1],
  [['check', '--staged'], 1],
  [['check', 'free'], 0],
  [['lock', 'src/a'], 1],
  [['lock', 'free'], 0],
  [['locks'], 0],
  [['doctor'], 0],
  [['inbox', '--claim'], 1],
  [['whoami', '--nonsense'], 2],
]

describe('the exit code', () => {
  it.each(VERDICTS)('of %j is %i though nobody reads what it says', async (args, exitCode) => {
    const child = start(args, ['ignore', 'pipe', 'pipe'])
    child.stdout?.destroy()
    child.stderr?.destroy()
    expect(await exitOf(child)).toBe(exitCode)
  })

  it.runIf(existsSync('/dev/full')).each(VERDICTS)('of %j is %i though the disk is full', async (args, exitCode) => {
    const full = openSync('/dev/full', 'w')
    const child = start(args, ['ignore', full, 'pipe'])
    closeSync(full)
    const said = textOf(child.stderr)
    expect(await exitOf(child)).toBe(exitCode)
    if (exitCode === 0) expect(await said).toContain('standard output is not written: ENOSPC')
  })

  it('of a gate that refuses is 1 though a report cannot be written, and the other report is there', async () => {
    fleet.as('alice').holdfast('publish')
    const bob = fleet.as('bob')
    const tree = bob.git('write-tree').stdout.trim()
    const commit = bob.git('commit-tree', '-p', 'origin/main', '-m', 'x', tree).stdout.trim()
    writeFileSync(join(fleet.folder, 'file'), '')
    const report = join(fleet.folder, 'file/report')
    const gate = ['gate', '--base', 'origin/main', '--head', commit, '--format', 'json', '-o', report]
    const ended = bob.holdfast(...gate, '--format', 'text')
    expect(ended).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('locked by alice') })
    expect(ended.stderr).toContain(report)
  })

  it('of what follows is 0 where its reader has gone', async () => {
    const child = start(['log', '--follow'], ['ignore', 'pipe', 'ignore'])
    const exit = exitOf(child)
    await once(child.stdout!, 'data')
    child.stdout!.destroy()
    fleet.as('alice').holdfast('lock', 'another')
    expect(await exit).toBe(0)
  })
})

const READERS: readonly (readonly string[])[] = [
  ['check', '--stdin'],
  ['send', 'alice', '-'],
  ['reply', 'abcdef12', '-'],
]

describe('standard input', () => {
  it.each(READERS)('of %s %s is read no further than to its bound', async (...args) => {
    const child = start(args, ['pipe', 'ignore', 'pipe'])
    const said = textOf(child.stderr)
    const exit = exitOf(child)
    const written = await writeUntilClosed(child.stdin!)
    expect(await exit).not.toBe(0)
    expect(await said).toMatch(/Standard input has more than 67108864 bytes|at most 1048576 fit/)
    expect(written).toBeLessThan(80 * 1024 * 1024)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('that does not come is given up at %s', async (signal) => {
    for (const args of READERS) {
      const child = start(args, ['pipe', 'ignore', 'ignore'])
      const exit = exitOf(child)
      // More than a pipe holds: it is taken when the command reads.
      await new Promise((resolve) => child.stdin!.write(Buffer.alloc(256 * 1024, 'a'), resolve))
      child.kill(signal)
      expect(await exit).toBe(130)
    }
  })
})

/** Gives how many bytes were taken. */
async function writeUntilClosed(stdin: Writable): Promise<number> {
  const chunk = Buffer.from('src/a/path/of/some/length\n'.repeat(10_000))
  const closed = new Promise<false>((resolve) => stdin.once('close', () => resolve(false)))
  stdin.on('error', () => undefined)
  for (let bytes = 0; ; bytes += chunk.length) {
    const isTaken = await Promise.race([closed, new Promise<true>((taken) => stdin.write(chunk, () => taken(true)))])
    if (!isTaken || stdin.destroyed) return bytes
  }
}
