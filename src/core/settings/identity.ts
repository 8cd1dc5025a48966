import { parseAgentName, toAgentName, type AgentName } from '../agent-name.js'
import type { AgentProblem } from '../problems/agent-problem.js'
import { parsed, refused, type Parsed } from '../problems/parsed.js'
import { PROGRAM_NAME_VARIABLE, PROGRAMS, renameProgram } from './session-variables.js'

export type IdentityRule = 'flag' | 'environment' | 'git-config' | 'agent-program' | 'agent-session' | 'person'

/** Who works, and which rule said so. */
export interface Identity {
  readonly agent: AgentName
  /** One run of the agent; empty where nothing tells. */
  readonly session: string
  readonly rule: IdentityRule
  /** Where the rule read it, for people. */
  readonly source: string
  readonly email: string | undefined
}

export interface IdentitySources {
  readonly flag: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly configuredAgent: string | undefined
  readonly userName: string | undefined
  readonly userEmail: string | undefined
  /** The session of a program that its hooks have told us of, where its shells tell none; asked only then. */
  readonly registered?: (program: string) => string | null
}

const MAX_SESSION_LENGTH = 200

/** The first that answers: flag, environment, git configuration, agent program, person. */
export function decideIdentity(sources: IdentitySources): Parsed<Identity, AgentProblem> {
  const { flag, environment, configuredAgent } = sources
  if (flag !== undefined) return named(flag, '--agent', 'flag', sources)
  const fromEnvironment = environment['HOLDFAST_AGENT']
  if (isSet(fromEnvironment)) return named(fromEnvironment, 'HOLDFAST_AGENT', 'environment', sources)
  if (isSet(configuredAgent)) return named(configuredAgent, 'git config holdfast.agent', 'git-config', sources)
  return identifySession(sources) ?? identifyProgram(sources) ?? identifyPerson(sources)
}

function named(
  name: string,
  source: string,
  rule: IdentityRule,
  sources: IdentitySources,
): Parsed<Identity, AgentProblem> {
  const agent = parseAgentName(name, source)
  return agent.ok ? parsed({ agent: agent.value, session: sessionOf(sources), rule, source, email: undefined }) : agent
}

function sessionOf(sources: IdentitySources): string {
  const said = sources.environment['HOLDFAST_SESSION']
  return (isSet(said) ? said : (findSession(sources)?.session ?? '')).slice(0, MAX_SESSION_LENGTH)
}

interface FoundSession {
  readonly program: string
  readonly session: string
  readonly source: string
  readonly rule: IdentityRule
}

function findSession({ environment, registered }: IdentitySources): FoundSession | null {
  for (const { name, session: variable, marker } of PROGRAMS) {
    const said = variable === null ? undefined : environment[variable]
    if (variable !== null && isSet(said))
      return { program: name, session: said, source: variable, rule: 'agent-program' }
    const told = marker !== null && isSet(environment[marker]) ? (registered?.(name) ?? null) : null
    if (told !== null) return { program: name, session: told, source: `the hook of ${name}`, rule: 'agent-session' }
  }
  return null
}

/** Two sessions of one program are two agents: the name carries the end of the session id, where ids differ most. */
function identifySession(sources: IdentitySources): Parsed<Identity, AgentProblem> | null {
  const found = findSession(sources)
  // No sign that is a letter only once it is small: a shell knows none.
  const tail =
    found?.session
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(-4)
      .toLowerCase() ?? ''
  const agent = found === null || tail === '' ? null : toAgentName(`${found.program}-${tail}`)
  if (found === null || agent === null) return null
  return parsed({ agent, session: sessionOf(sources), rule: found.rule, source: found.source, email: undefined })
}

/** `claude-code_2-1-263_agent`, `goose@1.2`: a program says what it is, and more behind it. */
const PROGRAM_NAME = /^[A-Za-z0-9][A-Za-z0-9.-]*/

/** A program that says what it is, but not which session: all of its sessions are one agent then. */
function identifyProgram(sources: IdentitySources): Parsed<Identity, AgentProblem> | null {
  const { environment } = sources
  const marked = PROGRAMS.find(({ marker }) => marker !== null && isSet(environment[marker]))
  const said = PROGRAM_NAME.exec(environment[PROGRAM_NAME_VARIABLE] ?? '')?.[0] ?? ''
  const agent = toAgentName(marked?.name ?? renameProgram(said))
  if (agent === null) return null
  const source = marked?.marker ?? PROGRAM_NAME_VARIABLE
  return parsed({ agent, session: sessionOf(sources), rule: 'agent-program', source, email: undefined })
}

function identifyPerson(sources: IdentitySources): Parsed<Identity, AgentProblem> {
  const agent = toAgentName(sources.userName ?? '') ?? toAgentName(sources.userEmail?.split('@')[0] ?? '')
  if (agent === null) return refused({ area: 'agent', code: 'nobody' })
  return parsed({
    agent,
    session: sessionOf(sources),
    rule: 'person',
    source: 'git config user.name',
    email: sources.userEmail,
  })
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== ''
}
