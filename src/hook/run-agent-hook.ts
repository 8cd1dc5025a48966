import { startDeadline } from './deadline.js'
import { readAgentHookOnError } from '../app/workspace/on-error.js'
import { serveAgentEvent } from '../app/agents/serve-event.js'
import { PASS, type AgentEvent, type AgentAnswer } from '../programs/agent-event.js'
import { isAgentProgram, type AgentProgram } from '../programs/names.js'
import { ProblemError } from '../core/problems/problem.js'
import { quote } from '../core/quote.js'
import { renderProblem } from '../report/problem-text.js'
import { PROGRAM_HOOKS, unknown } from '../programs/all-hooks.js'
import { detectProgram } from '../programs/detect.js'
import { readEvent, SILENCE, type ProgramHook, type ProgramOutput } from '../programs/program-hook.js'
import { parsePayload } from '../programs/hook-payload.js'

export interface AgentHookCall {
  readonly args: readonly string[]
  /** The text of standard input; empty when it is too long. */
  readonly input: string
  readonly cwd: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Agent programs wait 30 s and more for a hook, and the agent waits with them. */
const DEADLINE_MS = 10_000

/**
 * Answers an agent program's hook. Never throws: a fault must not stop the agent, and one program takes every exit code
 * except 0 for a denial.
 */
export async function runAgentHook(call: AgentHookCall): Promise<ProgramOutput> {
  const payload = parsePayload(call.input)
  if (payload === null) return SILENCE
  const program = detectProgram(payload, call.environment, readHint(call.args))
  const hook = program === null ? unknown : PROGRAM_HOOKS[program]
  const event = readEvent(hook, payload, readOption(call.args, '--event'))
  const answer = await answerOf(call, hook, event)
  return render(hook, event, answer)
}

function readHint(args: readonly string[]): AgentProgram | null {
  const hint = readOption(args, '--host').toLowerCase()
  return isAgentProgram(hint) ? hint : null
}

/** Reads `--host claude` and `--host=claude`. Other arguments are ignored. */
function readOption(args: readonly string[], name: string): string {
  const joined = args.find((arg) => arg.startsWith(`${name}=`))
  const at = args.indexOf(name)
  return joined?.slice(name.length + 1) ?? (at < 0 ? '' : (args[at + 1] ?? ''))
}

async function answerOf(call: AgentHookCall, hook: ProgramHook, event: AgentEvent): Promise<AgentAnswer> {
  const { cwd, environment } = call
  const deadline = startDeadline(DEADLINE_MS)
  try {
    const request = { event, tells: hook.tells.includes(event.kind), asks: hook.asks, cwd, environment }
    return await Promise.race([serveAgentEvent(request), deadline.passed])
  } catch (error) {
    return await answerFault(call, event, error)
  } finally {
    deadline.stop()
  }
}

/** An edit that could not be checked passes unless the policy forbids that, because the commit is checked too. */
async function answerFault(call: AgentHookCall, event: AgentEvent, error: unknown): Promise<AgentAnswer> {
  if (event.kind !== 'before-tool') return PASS
  if ((await readAgentHookOnError(event.cwd ?? call.cwd, call.environment)) === 'allow') return PASS
  const why =
    error instanceof ProblemError ? renderProblem(error.problem) : `holdfast: the hook broke: ${quote(String(error))}`
  return { kind: 'deny', reason: `${why}\nholdfast: denied, because the locks could not be checked` }
}

function render(hook: ProgramHook, event: AgentEvent, answer: AgentAnswer): ProgramOutput {
  // A text that cannot reach the model goes at least into the log of the agent program.
  const isUntold = answer.kind === 'tell' && !hook.tells.includes(event.kind)
  if (isUntold) return { ...SILENCE, stderr: answer.text }
  if (answer.kind === 'tell' && answer.text === '' && !hook.takesNames) return SILENCE
  return hook.render(event, answer)
}
