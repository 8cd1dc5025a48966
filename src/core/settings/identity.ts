import { parseAgentName, toAgentName, type AgentName } from '../agent-name.js'
import type { AgentProblem } from '../problems/agent-problem.js'
import { parsed, refused, type Parsed } from '../problems/parsed.js'
import { PROGRAM_NAME_VARIABLE, PROGRAMS, renameProgram } from './session-variables.js'

export type IdentityRule = 'flag' | 'environment' | 'git-config' | 'agent-program' | 'agent-session' | 'person'

/** The agent that asks, and the rule that named it. */
export interface Identity {
  readonly agent: AgentName
  /** One run of the agent; empty where no source names it. */
  readonly session: string
  readonly rule: IdentityRule
  /** The place where the rule found the name, for people. */
  readonly source: string
  readonly email: string | undefined
}

export interface IdentitySources {
  readonly flag: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly configuredAgent: string | undefined
  readonly userName: string | undefined
  readonly userEmail: string | undefined
  /** Gives the session that a program's hooks have registered; asked only where the program's shells name none. */
  readonly registered?: (program: string) => string | null
}

const MAX_SESSION_LENGTH = 200

/** Takes the first source that names an agent: flag, environment, git configuration, agent program, person. */
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
  // Non-ASCII letters go before the text is lowered: a shell cannot lower them, and the name must be the same there.
  const tail =
    found?.session
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(-4)
      .toLowerCase() ?? ''
  const agent = found === null || tail === '' ? null : toAgentName(`${found.program}-${tail}`)
  if (found === null || agent === null) return null
  return parsed({ agent, session: sessionOf(sources), rule: found.rule, source: found.source, email: undefined })
}

/** `claude-code_2-1-263_agent`, `goose@1.2`: only the beginning is the name of the program. */
const PROGRAM_NAME = /^[A-Za-z0-9][A-Za-z0-9.-]*/

/** The program names itself but no session, so all of its sessions are one agent. */
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
