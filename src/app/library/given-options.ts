import * as z from 'zod/mini'
import { ACTIONS, HIGHEST_PRIORITY, LOWEST_PRIORITY, type Action } from '../../core/locks/lock.js'
import { ProblemError } from '../../core/problems/problem.js'
import { MAX_TTL_MS, MIN_TTL_MS } from '../../core/time.js'
import type { Environment } from '../../core/settings/environment.js'

export interface HoldfastOptions {
  /** A folder of the repository. Default: the current folder. */
  readonly cwd?: string
  /** The name of the agent. Default: found as the command finds it. */
  readonly agent?: string
  readonly session?: string
  /** The folder of the locks, which AgentLock programs can share. Default: a folder in the git folder. */
  readonly locksDir?: string
  /** The folder of the mailboxes, which F-MES programs can share. Default: a folder in the git folder. */
  readonly commRoot?: string
  /** Default: the environment of this process. */
  readonly environment?: Environment
}

export interface AcquireOptions {
  readonly action?: Action
  /** More globs that the lock covers; `!glob` excludes paths. */
  readonly scope?: readonly string[]
  readonly description?: string
  /** 1 highest … 9 lowest, default 5. */
  readonly priority?: number
  /** 1 s to 7 days, default 300 s. */
  readonly ttlMs?: number
  /** How often to try again when other agents are in the way; default 3. */
  readonly maxRetries?: number
  /** The wait before the first retry, doubled for each further one; default 1 s. A change of the locks ends a wait. */
  readonly retryDelayMs?: number
  /** True: read the resource as a plain name. Default: read glob syntax in it. */
  readonly literal?: boolean
  /** The lock ends when this process ends. Default: the lock lasts until its expiry. */
  readonly pid?: number
}

/** As long as a published record of locks may have it: CI has to be able to read what was accepted here. */
const MAX_TEXT_LENGTH = 100_000
const MAX_SESSION_LENGTH = 1_000

const text = z.lazy(() => z.string().check(z.maxLength(MAX_TEXT_LENGTH)))
const texts = z.lazy(() => z.array(text))
const whole = z.lazy(() => z.int().check(z.minimum(0)))
const ttl = z.lazy(() => z.number().check(z.minimum(MIN_TTL_MS), z.maximum(MAX_TTL_MS)))
const acquireOptions = z.lazy(() =>
  z.object({
    action: z.optional(z.enum(ACTIONS)),
    scope: z.optional(texts),
    description: z.optional(text),
    priority: z.optional(z.int().check(z.minimum(HIGHEST_PRIORITY), z.maximum(LOWEST_PRIORITY))),
    ttlMs: z.optional(ttl),
    maxRetries: z.optional(z.union([whole, z.literal(Infinity)])),
    retryDelayMs: z.optional(z.number().check(z.minimum(0))),
    literal: z.optional(z.boolean()),
    pid: z.optional(z.int().check(z.minimum(1))),
  }),
)
const openOptions = z.lazy(() =>
  z.object({
    cwd: z.optional(text),
    agent: z.optional(text),
    session: z.optional(z.string().check(z.maxLength(MAX_SESSION_LENGTH))),
    locksDir: z.optional(text),
    commRoot: z.optional(text),
  }),
)
const payloadOfMessage = z.lazy(() => z.record(z.string(), z.unknown()))

const EXPECTED: Readonly<Record<string, string>> = {
  resource: 'a path or a list of paths',
  paths: 'a path or a list of paths',
  scope: 'a list of patterns',
  action: `one of ${ACTIONS.join(', ')}`,
  description: `a text of at most ${MAX_TEXT_LENGTH} characters`,
  session: `a text of at most ${MAX_SESSION_LENGTH} characters`,
  priority: `a whole number from ${HIGHEST_PRIORITY} to ${LOWEST_PRIORITY}`,
  ttlMs: 'milliseconds from 1 second to 7 days',
  maxRetries: 'a whole number',
  retryDelayMs: 'milliseconds',
  literal: 'true or false',
  pid: 'the number of a process',
  payload: 'an object',
}

/** A program written in JavaScript may give anything: what no record could hold is refused before it is written. */
export function checkOpenOptions(options: HoldfastOptions): void {
  check(openOptions, options, 'options')
}

export function checkAcquireOptions(options: AcquireOptions): void {
  check(acquireOptions, options, 'options')
}

export function checkTtl(ttlMs: number): void {
  check(ttl, ttlMs, 'ttlMs')
}

export function checkPayload(payload: unknown): void {
  check(payloadOfMessage, payload, 'payload')
}

/** One path is a list of one: a text is no list of its characters. */
export function toList(given: string | readonly string[], name: 'resource' | 'paths'): readonly string[] {
  const list = [given].flat()
  check(texts, list, name)
  return list
}

function check(schema: z.ZodMiniType, given: unknown, whole: string): void {
  const result = z.safeParse(schema, given)
  if (result.success) return
  const [first] = result.error.issues[0]?.path ?? []
  const name = typeof first === 'string' && whole === 'options' ? first : whole
  const expected = EXPECTED[name] ?? (name === 'options' ? 'an object' : 'a text')
  const command = "await holdfast.acquire(['src', 'docs'], { ttlMs: 60_000 })"
  throw new ProblemError({ area: 'usage', code: 'command-line', sentence: `${name} is not ${expected}.`, command })
}
