import { parseAgentName, toAgentName, type AgentName } from './agent.js'
import { parsed, refused, type Parsed } from './parsed.js'

export type IdentityRule = 'flag' | 'environment' | 'git-config' | 'agent-program' | 'person'

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
}

/** The session variable that each agent program sets for the commands it runs. */
const SESSION_VARIABLES: readonly (readonly [program: string, variable: string])[] = [
  ['cursor', 'CURSOR_CONVERSATION_ID'],
  ['copilot', 'COPILOT_AGENT_SESSION_ID'],
  ['gemini', 'GEMINI_SESSION_ID'],
  ['codex', 'CODEX_THREAD_ID'],
  ['claude', 'CLAUDE_CODE_SESSION_ID'],
  ['amp', 'AMP_CURRENT_THREAD_ID'],
]

const MAX_SESSION_LENGTH = 200

/** The first that answers: flag, environment, git configuration, agent program, person. */
export function decideIdentity(sources: IdentitySources): Parsed<Identity> {
  const { flag, environment, configuredAgent } = sources
  if (flag !== undefined) return named(flag, '--agent', 'flag', sources)
  const fromEnvironment = environment['HOLDFAST_AGENT']
  if (isSet(fromEnvironment)) return named(fromEnvironment, 'HOLDFAST_AGENT', 'environment', sources)
  if (isSet(configuredAgent)) return named(configuredAgent, 'git config holdfast.agent', 'git-config', sources)
  return identifyProgram(sources) ?? identifyPerson(sources)
}

function named(name: string, source: string, rule: IdentityRule, sources: IdentitySources): Parsed<Identity> {
  const agent = parseAgentName(name, source)
  return agent.ok ? parsed({ agent: agent.value, session: sessionOf(sources), rule, source, email: undefined }) : agent
}

function sessionOf({ environment }: IdentitySources): string {
  const variables = ['HOLDFAST_SESSION', ...SESSION_VARIABLES.map(([, variable]) => variable)]
  const variable = variables.find((name) => isSet(environment[name])) ?? ''
  return (environment[variable] ?? '').slice(0, MAX_SESSION_LENGTH)
}

/** Two sessions of one program are two agents: the name carries the end of the session id, where ids differ most. */
function identifyProgram(sources: IdentitySources): Parsed<Identity> | null {
  for (const [program, variable] of SESSION_VARIABLES) {
    const session = sources.environment[variable]
    const tail =
      session
        ?.toLowerCase()
        .replace(/[^a-z0-9]/g, '')
        .slice(-4) ?? ''
    const agent = tail === '' ? null : toAgentName(`${program}-${tail}`)
    if (agent !== null)
      return parsed({ agent, session: sessionOf(sources), rule: 'agent-program', source: variable, email: undefined })
  }
  return null
}

function identifyPerson(sources: IdentitySources): Parsed<Identity> {
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
