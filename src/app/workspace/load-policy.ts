import { join } from 'node:path'
import { parseAgentName } from '../../core/agent-name.js'
import {
  DEFAULT_POLICY,
  type AgentHookOnError,
  type AutoLock,
  type OnError,
  type Ownership,
  type Policy,
  type Publish,
  type Trailer,
} from '../../core/settings/policy.js'
import { ProblemError, valueOf } from '../../core/problems/problem.js'
import { MAX_TTL_MS, MIN_TTL_MS, parseDuration } from '../../core/time.js'
import { MAX_CONFIG_BYTES, parseConfigRecord, type ConfigRecord } from '../../records/config-record.js'
import { describeRefused, readBounded } from '../../disk/read-bounded.js'

const CONFIG_FILE = '.holdfast.json'

/** The texts of one layer of configuration, and the name of the layer for errors about a text. */
export interface Layer {
  readonly from: (key: string) => string
  readonly text: (key: string) => string | undefined
}

/**
 * Reads the policy from the file in the worktree, then `git config holdfast.*`, then the environment. The last layer
 * that sets a value wins.
 *
 * @throws ProblemError of area `config`
 */
export function loadPolicy(
  top: string | null,
  gitConfig: ReadonlyMap<string, string>,
  environment: Readonly<Record<string, string | undefined>>,
): Policy {
  const fromFile = top === null ? {} : readConfigFile(join(top, CONFIG_FILE))
  const policy = applyRecord(DEFAULT_POLICY, fromFile)
  const fromGit: Layer = {
    from: (key) => `git config holdfast.${key}`,
    text: (key) => gitConfig.get(key.toLowerCase()),
  }
  const fromEnvironment: Layer = { from: variableOf, text: (key) => environment[variableOf(key)] }
  return applyTexts(applyTexts(policy, fromGit), fromEnvironment)
}

function variableOf(key: string): string {
  return `HOLDFAST_${key.replace(/[A-Z]/g, '_$&').toUpperCase()}`
}

function applyRecord(policy: Policy, record: ConfigRecord): Policy {
  return {
    onError: record.onError ?? policy.onError,
    ownership: record.ownership ?? policy.ownership,
    ttlMs: durationOf({ from: () => CONFIG_FILE, text: () => record.ttl }, 'ttl') ?? policy.ttlMs,
    warnUnlocked: record.warnUnlocked ?? policy.warnUnlocked,
    agents: record.agents?.map((name) => valueOf(parseAgentName(name, CONFIG_FILE))) ?? policy.agents,
    publish: record.publish ?? policy.publish,
    autoLock: record.autoLock ?? policy.autoLock,
    agentHookOnError: record.agentHook?.onError ?? policy.agentHookOnError,
    ...commitRulesOf(record, policy),
  }
}

function commitRulesOf(record: ConfigRecord, policy: Policy): Pick<Policy, 'trailer' | 'requireLock'> {
  return { trailer: record.trailer ?? policy.trailer, requireLock: record.requireLock ?? policy.requireLock }
}

function applyTexts(policy: Policy, layer: Layer): Policy {
  return {
    onError: choiceOf(layer, 'onError', ['block', 'warn'] satisfies OnError[]) ?? policy.onError,
    ownership: choiceOf(layer, 'ownership', ['agent', 'session'] satisfies Ownership[]) ?? policy.ownership,
    ttlMs: durationOf(layer, 'ttl') ?? policy.ttlMs,
    warnUnlocked: switchOf(layer, 'warnUnlocked') ?? policy.warnUnlocked,
    agents: namesOf(layer, 'agents') ?? policy.agents,
    publish: choiceOf(layer, 'publish', ['auto', 'off'] satisfies Publish[]) ?? policy.publish,
    autoLock: choiceOf(layer, 'autoLock', ['off', 'edit', 'ask'] satisfies AutoLock[]) ?? policy.autoLock,
    agentHookOnError:
      choiceOf(layer, 'agentHookOnError', ['allow', 'block'] satisfies AgentHookOnError[]) ?? policy.agentHookOnError,
    trailer: choiceOf(layer, 'trailer', ['on', 'off'] satisfies Trailer[]) ?? policy.trailer,
    requireLock: globsOf(layer, 'requireLock') ?? policy.requireLock,
  }
}

function choiceOf<T extends string>(layer: Layer, key: string, choices: readonly T[]): T | undefined {
  const text = layer.text(key)
  if (text === undefined || text === '') return undefined
  const choice = choices.find((one) => one === text.toLowerCase())
  if (choice === undefined) throw refusedValue(layer, key, text, choices.join(' or '))
  return choice
}

function durationOf(layer: Layer, key: string): number | undefined {
  const text = layer.text(key)
  if (text === undefined || text === '') return undefined
  const duration = parseDuration(text, key)
  const isPossible = duration.ok && duration.value >= MIN_TTL_MS && duration.value <= MAX_TTL_MS
  if (!isPossible) throw refusedValue(layer, key, text, 'a duration from 1s to 7d, such as 90s, 30m, 2h or 1d')
  return duration.value
}

/** Accepts the words that git accepts for a boolean. */
export function switchOf(layer: Layer, key: string): boolean | undefined {
  const text = layer.text(key)?.toLowerCase()
  if (text === undefined || text === '') return undefined
  if (['true', 'yes', 'on', '1'].includes(text)) return true
  if (['false', 'no', 'off', '0'].includes(text)) return false
  throw refusedValue(layer, key, text, 'true or false')
}

function namesOf(layer: Layer, key: string): Policy['agents'] | undefined {
  const text = layer.text(key)
  if (text === undefined || text === '') return undefined
  const names = text.split(/[\s,]+/).filter((name) => name !== '')
  return names.map((name) => valueOf(parseAgentName(name, layer.from(key))))
}

/** Splits at white space only, because braces contain commas. */
function globsOf(layer: Layer, key: string): readonly string[] | undefined {
  return layer
    .text(key)
    ?.split(/\s+/)
    .filter((glob) => glob !== '')
}

function refusedValue(layer: Layer, key: string, value: string, expected: string): ProblemError {
  return new ProblemError({
    area: 'config',
    code: 'value-refused',
    from: layer.from(key),
    key: `holdfast.${key}`,
    value,
    expected,
  })
}

/** A branch may contain any file of this name, so only a regular file of bounded size is read. */
function readConfigFile(path: string): ConfigRecord {
  const reading = readBounded(path, MAX_CONFIG_BYTES)
  if (reading.kind === 'missing') return {}
  if (reading.kind === 'content') return valueOf(parseConfigRecord(reading.content.toString('utf8'), path))
  throw new ProblemError({ area: 'config', code: 'file-unreadable', path, reason: `it ${describeRefused(reading)}` })
}
