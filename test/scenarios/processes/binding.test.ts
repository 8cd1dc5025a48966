import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ProcessBinding } from '../../../src/core/locks/lock.js'
import { hostName } from '../../../src/processes/host.js'
import { parseStartTime } from '../../../src/processes/facts.js'
import { describeProcess, isGone } from '../../../src/processes/binding.js'

/** A process that lives until it is told otherwise. */
async function startProcess(): Promise<ChildProcess & { readonly pid: number }> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); process.stdout.write("up")'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return Object.assign(child, { pid: child.pid ?? 0 })
}

function self(): ProcessBinding {
  return describeProcess(process.pid)!
}

describe('what is known of a process', () => {
  it('names its number, its host and, where the system counts them, its start, boot and namespace', () => {
    expect(self()).toMatchObject({ pid: process.pid, host: hostname() })
    if (process.platform !== 'linux') return
    expect(self().startTime).toMatch(/^\d+$/)
    expect(self().bootId).toMatch(/^[0-9a-f-]{36}$/)
    expect(self().pidNamespace).toMatch(/^pid:\[\d+\]$/)
  })

  it('is the same whenever it is asked', () => {
    expect(self()).toEqual(self())
  })

  it.each([0, -1, 1.5, Number.NaN, 2 ** 40])('is nothing for %s, which is no number of a process', (pid) => {
    expect(describeProcess(pid)).toBeNull()
  })

  it('is nothing for a process that has ended', async () => {
    const child = await startProcess()
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(describeProcess(child.pid)).toBeNull()
  })
})

describe('a process that a lock is bound to', () => {
  it('is not gone while it runs, and gone when it has ended', async () => {
    const child = await startProcess()
    const binding = describeProcess(child.pid)!
    expect(isGone(binding)).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(isGone(binding)).toBe(true)
  })

  it.runIf(self().startTime !== '')('is gone where its number has gone to another that started later', () => {
    expect(isGone({ ...self(), startTime: '1' })).toBe(true)
  })

  it('is not gone where nobody knows when it started', () => {
    expect(isGone({ ...self(), startTime: '' })).toBe(false)
  })

  it.runIf(self().bootId !== '')('is gone where its host has booted since, whoever has its number now', () => {
    expect(isGone({ ...self(), bootId: 'another-boot' })).toBe(true)
    expect(isGone({ ...self(), bootId: 'another-boot', host: 'another-host' })).toBe(false)
  })

  it.each([{ host: 'another-host' }, { pidNamespace: 'pid:[1]' }])(
    'is not judged from elsewhere: %j',
    async (elsewhere) => {
      const child = await startProcess()
      const binding = { ...describeProcess(child.pid)!, ...elsewhere }
      child.kill('SIGKILL')
      await once(child, 'close')
      expect(isGone(binding)).toBe(false)
    },
  )

  it('is judged by its number and host alone where a program wrote no more', async () => {
    const child = await startProcess()
    const binding = { pid: child.pid, startTime: '', bootId: '', pidNamespace: '', host: hostName() }
    expect(isGone(binding)).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(isGone(binding)).toBe(true)
  })

  it.each([0, -1, 2 ** 31, Number.NaN])('is never gone with the number %s', (pid) => {
    expect(isGone({ ...self(), pid })).toBe(false)
  })
})

describe('the start time in what the system says of a process', () => {
  it('is found behind a name with spaces and parentheses', () => {
    const rest = Array.from({ length: 30 }, (_, index) => String(index + 3)).join(' ')
    expect(parseStartTime(`42 (a) b (c) ${rest}\n`)).toBe('22')
  })

  it('is empty where there is none', () => {
    expect(parseStartTime('')).toBe('')
  })
})
