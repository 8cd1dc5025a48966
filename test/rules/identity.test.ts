import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findRegistered } from '../../src/app/workspace/find-session.js'
import type { AgentName } from '../../src/core/agent-name.js'
import { decideIdentity, type Identity } from '../../src/core/settings/identity.js'
import { PROGRAM_NAME_VARIABLE, PROGRAM_NAMES, PROGRAMS } from '../../src/core/settings/session-variables.js'
import { findAncestors } from '../../src/processes/ancestors.js'
import { openFileSessionBook } from '../../src/store/file/file-session-book.js'
import { createFleet, type Fleet } from '../support/fleet.js'
import type { Variables } from '../support/hook-rig.js'
import { inProject } from '../support/project.js'
import { environments, MARKERS, SESSION_VARIABLES, situations, type Situation } from './arbitrary-identity.js'

let fleet: Fleet
let message: string
let nodes: string

beforeAll(() => {
  fleet = createFleet()
  message = join(fleet.folder, 'message')
  nodes = join(fleet.folder, 'nodes')
  const node = join(fleet.folder, 'counted-node')
  writeFileSync(node, `#!/bin/sh\necho x >> '${nodes}'\nexec '${process.execPath}' "$@"\n`, { mode: 0o755 })
  writeFileSync(join(fleet.home, 'hooks/node'), `${node}\n`)
})
afterAll(() => fleet.remove())
beforeEach(() => rmSync(join(fleet.home, 'sessions'), { recursive: true, force: true }))

const PERSON = { flag: undefined, userName: 'Test Person', userEmail: 'person@example.org' }
const NOTHING: Situation = { environment: {}, configured: undefined, registered: {} }

function tellSessions({ registered }: Situation): ReturnType<typeof openFileSessionBook> {
  rmSync(join(fleet.home, 'sessions'), { recursive: true, force: true })
  const book = openFileSessionBook({ folder: join(fleet.home, 'sessions'), now: Date.now })
  for (const [program, where] of Object.entries(registered)) {
    const ancestors = where === 'here' ? findAncestors() : ['4000000:1', '4000001:1']
    const session = `${program}-session-${where === 'here' ? '00A7' : 'ffff'}`
    const agent = `${program}-00a7` as AgentName
    book.save({ program, session, agent, ancestors, seenAt: Date.now(), isExported: false, asked: [] })
  }
  return book
}

/** Who would hold a lock that was taken here; null: nobody, or a person. */
function holder(situation: Situation): string | null {
  const book = tellSessions(situation)
  const identity = decideIdentity({
    ...PERSON,
    environment: situation.environment,
    configuredAgent: situation.configured === true ? 'true' : situation.configured,
    registered: (program) => findRegistered(book, program),
  })
  return identity.ok && identity.value.rule !== 'person' ? identity.value.agent : null
}

interface Noted {
  readonly agent: string | null
  readonly nodes: number
}

/** Whom the hook of a commit names here, and how often it starts Node for that. */
function noted({ environment, configured }: Situation): Noted {
  writeFileSync(message, 'subject\n')
  writeFileSync(nodes, '')
  const env = { ...environment, ...(configured === undefined ? {} : { GIT_CONFIG_PARAMETERS: configure(configured) }) }
  const ended = fleet.as(null).run('sh', [join(fleet.home, 'hooks/prepare-commit-msg'), message, 'message'], { env })
  expect(ended).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  const [, agent = null] = /^subject\n(?:\nHoldfast-Agent: (.*)\n)?$/.exec(readFileSync(message, 'utf8')) ?? ['', 'odd']
  return { agent, nodes: readFileSync(nodes, 'utf8').length / 2 }
}

/** As `git -c` tells the processes that it starts. */
function configure(value: string | true): string {
  return value === true ? "'holdfast.agent'" : `'holdfast.agent'='${value.replaceAll("'", `'\\''`)}'`
}

describe('a commit names the agent that a lock names', () => {
  it('whatever the environment, the configuration and the hooks of agent programs say', () => {
    const seen = { agents: 0, people: 0, nodes: 0 }
    fc.assert(
      fc.property(situations, (situation) => {
        const expected = holder(situation)
        const { agent, nodes: started } = noted(situation)
        expect(agent).toBe(expected)
        // A value of two lines is for the guard to read, before anybody asks for a name.
        expect(started).toBeLessThanOrEqual(situation.configured === 'two\nlines' ? 2 : 1)
        seen[agent === null ? 'people' : 'agents'] += 1
        seen.nodes += started
      }),
      { numRuns: 200, seed: 11, endOnFailure: true },
    )
    // No way may be one that never happens.
    expect(seen.agents).toBeGreaterThan(50)
    expect(seen.people).toBeGreaterThan(10)
    expect(seen.nodes).toBeGreaterThan(5)
  })

  it.each(SESSION_VARIABLES)('by %s alone', (variable) => {
    const environment = { [variable]: 'session-1F3A' }
    const program = PROGRAMS.find(({ session }) => session === variable)
    expect(noted({ ...NOTHING, environment })).toEqual({ agent: `${program?.name ?? ''}-1f3a`, nodes: 0 })
  })

  it.each(MARKERS)('by %s alone', (variable) => {
    const environment = { [variable]: '1' }
    const program = PROGRAMS.find(({ marker }) => marker === variable)
    expect(noted({ ...NOTHING, environment })).toEqual({ agent: program?.name, nodes: 0 })
  })

  it('by the first of several programs, in one order', () => {
    for (const [index, { name, session, marker }] of PROGRAMS.entries()) {
      const later = PROGRAMS.slice(index)
      const sessions = later.flatMap((program) => (program.session === null ? [] : [[program.session, 'abcd']]))
      const markers = later.flatMap((program) => (program.marker === null ? [] : [[program.marker, '1']]))
      const bySession = Object.fromEntries(sessions) as Variables
      const byMarker = Object.fromEntries(markers) as Variables
      if (session !== null) expect(noted({ ...NOTHING, environment: bySession }).agent).toBe(`${name}-abcd`)
      if (marker !== null) expect(noted({ ...NOTHING, environment: byMarker }).agent).toBe(name)
    }
  })

  it.each([['goose', 'goose'], ...Object.entries(PROGRAM_NAMES), ['claude-code_2-1-263_agent', 'claude']])(
    'by AI_AGENT=%s alone',
    (said, agent) => {
      expect(noted({ ...NOTHING, environment: { [PROGRAM_NAME_VARIABLE]: said } })).toEqual({ agent, nodes: 0 })
    },
  )

  it('by the session that only a hook of the program knows, with one start of Node', () => {
    const situation: Situation = { ...NOTHING, environment: { GEMINI_CLI: '1' }, registered: { gemini: 'here' } }
    expect(holder(situation)).toBe('gemini-00a7')
    expect(noted(situation)).toEqual({ agent: 'gemini-00a7', nodes: 1 })
    // A session of another program is none of ours, and no reason to start Node.
    tellSessions({ ...situation, registered: { opencode: 'here' } })
    expect(noted(situation)).toEqual({ agent: 'gemini', nodes: 0 })
  })

  it('by nothing where Node would have to tell and cannot start, and says so', () => {
    tellSessions({ ...NOTHING, registered: { gemini: 'here' } })
    const file = join(fleet.home, 'hooks/node')
    const before = readFileSync(file)
    writeFileSync(file, '/nowhere/node\n')
    writeFileSync(message, 'subject\n')
    const script = `command() { return 1; }; . '${join(fleet.home, 'hooks/prepare-commit-msg')}'`
    const ended = fleet.as(null).run('sh', ['-c', script, 'sh', message, 'message'], { env: { GEMINI_CLI: '1' } })
    writeFileSync(file, before)
    expect(ended.exitCode).toBe(0)
    expect(ended.stderr).toContain('this commit does not say whose it is')
    expect(readFileSync(message, 'utf8')).toBe('subject\n')
  })
})

const SCRIPT = inProject('dist/hooks/passed-check.sh')

/** What a hook remembers of a check, to tell whether the next one would be the same. */
function remembered(environment: Variables): string {
  const script = `git_dir=.git common=.git newest=README.md settings='' locks=''; . "$1"; printf %s "$checking"`
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  const { stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', SCRIPT], { cwd: fleet.top, env, encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout
}

function identityOf(environment: Variables): Identity | null {
  const identity = decideIdentity({ ...PERSON, environment, configuredAgent: undefined })
  return identity.ok ? identity.value : null
}

describe('a check that was passed counts for the agent that passed it', () => {
  it('whatever the environment says', () => {
    const known = new Map<string, Identity | null>()
    fc.assert(
      fc.property(environments, (environment) => {
        const identity = identityOf(environment)
        const words = remembered(environment)
        expect(words).toContain('at ')
        expect(known.get(words) ?? identity).toEqual(identity)
        known.set(words, identity)
      }),
      { numRuns: 150, seed: 5, endOnFailure: true },
    )
    expect(known.size).toBeGreaterThan(50)
  })

  it.each(['HOLDFAST_AGENT', 'HOLDFAST_SESSION', PROGRAM_NAME_VARIABLE, ...SESSION_VARIABLES, ...MARKERS])(
    'and not where %s is another by now',
    (variable) => {
      const words = ['', '1', '2', '1\n', '1:2'].map((value) => remembered({ [variable]: value }))
      expect(new Set(words).size).toBe(words.length)
    },
  )

  it('and not where a part of one variable has moved to the next', () => {
    const [first = '', second = ''] = SESSION_VARIABLES
    const both = [
      { [first]: 'a|', [second]: '' },
      { [first]: 'a', [second]: '|' },
      { [first]: 'a\n1:', [second]: '' },
    ].map(remembered)
    expect(new Set(both).size).toBe(both.length)
  })
})
