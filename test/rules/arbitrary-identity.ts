import fc from 'fast-check'
import { PROGRAM_NAME_VARIABLE, PROGRAMS } from '../../src/core/settings/session-variables.js'
import type { Variables } from '../support/hook-rig.js'

/** What somebody may have said of who is at work. */
export interface Situation {
  readonly environment: Variables
  /** `git config holdfast.agent`; true: the key alone. */
  readonly configured: string | true | undefined
  /** Programs whose hooks have told of the session in which this runs, or of one elsewhere. */
  readonly registered: Readonly<Record<string, 'here' | 'elsewhere'>>
}

export const SESSION_VARIABLES = PROGRAMS.flatMap(({ session }) => (session === null ? [] : [session]))
export const MARKERS = PROGRAMS.flatMap(({ marker }) => (marker === null ? [] : [marker]))

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((value) => !value.includes('\0'))
const session = fc.oneof(
  { weight: 4, arbitrary: fc.uuid() },
  fc.constantFrom('', '1F3A--', '---', 'x', 'ABCdef99', 'T-0123-abcd', 'two\nlines9', ' a b ', 'ünï', '1\u212a2', 'İ9'),
  fc.constantFrom('-'.repeat(300), `ab${'-'.repeat(300)}`, `${'y'.repeat(300)}Z`),
  text,
)
const marker = fc.constantFrom('1', '1', 'true', '0', '', ' ')
const programName = fc.oneof(
  fc.constantFrom('goose', 'claude-code', 'Claude-Code', 'claude-code_2-1-263_agent', 'GOOSE', 'goose@1.2', 'x.', ''),
  fc.constantFrom('-x', '_x', '.x', 'ü', 'aü', 'amp\nx', 'a b', 'a--', 'a'.repeat(70), `a${'-'.repeat(80)}b`, '9'),
  text,
)
const name = fc.constantFrom(
  'bob',
  'Bob',
  'b.o_b-1',
  '',
  '',
  'not a name',
  '.x',
  'x'.repeat(64),
  'x'.repeat(65),
  'bob\n',
  'ü',
)

const chosen = (names: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<Variables> =>
  fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 2, noNullPrototype: true })
const named = (variable: string, value: string | undefined): Variables =>
  value === undefined ? {} : { [variable]: value }

export const environments: fc.Arbitrary<Variables> = fc
  .tuple(
    chosen(SESSION_VARIABLES, session),
    chosen(MARKERS, marker),
    fc.option(programName, { nil: undefined, freq: 2 }),
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, name),
    fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, session),
  )
  .map(([sessions, markers, program, agent, said]) => ({
    ...sessions,
    ...markers,
    ...named(PROGRAM_NAME_VARIABLE, program),
    ...named('HOLDFAST_AGENT', agent),
    ...named('HOLDFAST_SESSION', said),
  }))

const marked = PROGRAMS.filter((program) => program.marker !== null).map((program) => program.name)

export const situations: fc.Arbitrary<Situation> = fc.record({
  environment: environments,
  configured: fc.oneof(
    { weight: 5, arbitrary: fc.constant(undefined) },
    name.filter((value) => !value.endsWith('\n')),
    fc.constantFrom(true as const, 'two\nlines'),
  ),
  registered: fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    fc.dictionary(fc.constantFrom(...marked), fc.constantFrom('here' as const, 'elsewhere' as const), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
  ),
})
