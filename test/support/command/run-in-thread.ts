import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { inject } from 'vitest'
import type { Ended } from '../fleet.js'
import type { Call, Request } from './in-thread.js'

/** A command that hangs fails its test, and not the whole run. */
const DEADLINE_MS = 120_000

let started: Worker | undefined

/**
 * Runs a command in this process, in the time of its work alone: to start Node and load the command takes ten times as
 * long as most of them work. For tests in which the command is a means; the entry itself is tested as a process.
 */
export function runInThread(call: Call): Ended {
  started ??= startThread()
  const done = new Int32Array(new SharedArrayBuffer(4))
  const { port1, port2 } = new MessageChannel()
  const request: Request = { call, port: port2, done }
  started.postMessage(request, [port2])
  Atomics.wait(done, 0, 0, DEADLINE_MS)
  const answer = receiveMessageOnPort(port1)
  port1.close()
  if (answer === undefined) throw new Error(`no end within ${DEADLINE_MS / 1000} s: ${call.args.join(' ')}`)
  return answer.message as Ended
}

function startThread(): Worker {
  const thread = new Worker(inject('commandThread'), { stdout: true, stderr: true })
  thread.unref()
  return thread
}
