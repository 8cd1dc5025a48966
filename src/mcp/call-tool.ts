import type { CallToolResult } from '@modelcontextprotocol/server'
import * as z from 'zod/mini'
import { ProblemError, describeProblem, type Problem } from '../core/problems/problem.js'
import { describeIssues } from '../records/schema-issues.js'
import { nextSteps } from './next-steps.js'
import { toLockShape } from './shapes.js'
import type { ToolCall, ToolSpec } from './tool.js'

const MOST_RIVALS = 10

/**
 * Runs one tool call. Bad arguments, conflicts and an unreachable store are results too: a model reads a result and
 * goes on, while an error of the protocol would stop it.
 *
 * @param open opens the workspace anew for this call
 * @param reportFault receives an error that is no ProblemError
 */
export async function callTool(
  tool: ToolSpec,
  args: unknown,
  open: () => Promise<ToolCall>,
  reportFault: (error: unknown) => void,
): Promise<CallToolResult> {
  const input = z.safeParse(tool.input, args ?? {})
  if (!input.success) return refuseArguments(tool, input.error)
  try {
    const output = await tool.run(await open(), input.data)
    const structuredContent = { ...output }
    return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent }
  } catch (error) {
    if (error instanceof ProblemError) return refuse(error.problem)
    reportFault(error)
    return asError({ area: 'fault', code: 'defect', message: messageOf(error), next: ['git holdfast doctor'] })
  }
}

function refuseArguments(tool: ToolSpec, error: z.core.$ZodError): CallToolResult {
  const message = `${tool.name}: ${describeIssues(error, 'the arguments').slice(0, 1_000)}.`
  const known = Object.keys(tool.input._zod.def.shape)
  const next = known.length === 0 ? 'Call it without arguments.' : `Call ${tool.name} with: ${known.join(', ')}.`
  return asError({ area: 'usage', code: 'arguments', message, next: [next] })
}

function refuse(problem: Problem): CallToolResult {
  const { area, code } = problem
  return asError({
    area,
    code,
    message: describeProblem(problem).sentence,
    ...rivalsOf(problem),
    next: nextSteps(problem),
  })
}

function rivalsOf(problem: Problem): object {
  if (!('obstacles' in problem)) return {}
  const rivals = problem.obstacles.flatMap((obstacle) => (obstacle.kind === 'lock' ? [obstacle] : []))
  const shown = rivals.slice(0, MOST_RIVALS)
  return {
    conflicts: shown.map(({ lock, witness }) => ({ path: witness, lock: toLockShape(lock, problem.now) })),
    more: rivals.length - shown.length,
  }
}

function asError(error: object): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify({ error }) }], isError: true }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
