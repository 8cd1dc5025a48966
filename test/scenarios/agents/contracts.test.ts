import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AGENT_PROGRAMS } from '../../../src/programs/names.js'
import { createHookedFleet, type HookedFleet } from '../../support/agent-host.js'
import { inProject } from '../../support/project.js'

/** What a program sends, from the source that it names, and what it has to get where `src` is locked by another agent. */
interface Contract {
  readonly program: string
  readonly source: string
  readonly version: string
  readonly cases: readonly Case[]
}

interface Case {
  readonly name: string
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly input: unknown
  /** Null: nothing at all. `{{reason}}` stands for why it is denied. */
  readonly stdout: object | null
  readonly exitCode?: number
}

const folder = inProject('test/fixtures/programs')
const contracts = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Contract)

let fleet: HookedFleet
beforeAll(() => {
  fleet = createHookedFleet()
  const alice = fleet.as('alice')
  alice.write('src/a.ts', 'text\n')
  expect(alice.holdfast('lock', 'src', '-m', 'login "rewrite"').exitCode).toBe(0)
})
afterAll(() => fleet.remove())

function send({ input, args = [], environment = {} }: Case) {
  const inPlace = <T>(value: T): T =>
    JSON.parse(JSON.stringify(value).replaceAll('{{top}}', JSON.stringify(fleet.top).slice(1, -1))) as T
  return fleet.hook(inPlace(input), { args, env: inPlace(environment), cwd: fleet.folder })
}

/** The answer with its reasons taken out, and the reasons. */
function takeReasons(stdout: string): { readonly shape: unknown; readonly reasons: readonly string[] } {
  const reasons: string[] = []
  const shape: unknown = JSON.parse(stdout, (_key, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith('holdfast: ')) return value
    reasons.push(value)
    return '{{reason}}'
  })
  return { shape, reasons }
}

function expectReason(reason: string): void {
  expect(reason).toContain('locked by alice: WRITE on "src", "login \\"rewrite\\""')
  expect(reason).toMatch(/until \d\d:\d\d \(\d+ min left\)/)
  expect(reason).toContain('git holdfast send alice --type REQUEST')
}

it('has a contract for every program', () => {
  expect(contracts.map(({ program }) => program).sort()).toEqual([...AGENT_PROGRAMS].sort())
})

for (const contract of contracts) {
  describe(`${contract.program} (${contract.version}: ${contract.source})`, () => {
    it.each(contract.cases)('gets its own words: $name', (one) => {
      const { stdout, stderr, exitCode } = send(one)
      expect(exitCode).toBe(one.exitCode ?? 0)
      if (exitCode === 2) expectReason(stderr)
      else expect(stderr).toBe('')
      if (one.stdout === null) {
        expect(stdout).toBe('')
        return
      }
      const { shape, reasons } = takeReasons(stdout)
      expect(shape).toEqual(one.stdout)
      for (const reason of reasons) expectReason(reason)
    })
  })
}

describe('a program that nobody knows', () => {
  const event = { hook_event_name: 'PreToolUse', tool_name: 'edit_file', tool_input: { path: 'src/a.ts' } }

  it('gets exit code 2 and the reason on standard error', () => {
    const { exitCode, stdout, stderr } = fleet.hook({ ...event, tool_name: 'Edit' })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expectReason(stderr)
  })

  it('is left alone where its tool is not known either', () => {
    expect(fleet.hook(event)).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })
})
