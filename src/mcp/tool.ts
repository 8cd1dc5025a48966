import type * as z from 'zod/mini'
import type { KeptLocks } from '../app/locks/keep-locks.js'
import type { Workspace } from '../app/workspace/workspace.js'

/** What a tool works with. Each call opens it anew, so a store that was unreachable works again without a restart. */
export interface ToolCall {
  readonly workspace: Workspace
  /** The locks that this server renews, and releases when it ends. */
  readonly kept: KeptLocks
  /** Aborts when the client cancels the request or leaves. */
  readonly signal: AbortSignal
}

/** The effects of a call, for the annotations of MCP. No tool reaches beyond the repository and its store. */
export interface Effects {
  readonly readOnly: boolean
  /** The call can take something away, such as another agent's lock. */
  readonly destructive: boolean
  /** A second call with the same arguments changes nothing more. */
  readonly idempotent: boolean
}

/** A tool as data: the server and docs/MCP.md are made from it. Every field says what happens when it is left out. */
export interface ToolSpec {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly effects: Effects
  readonly input: z.core.$ZodObject
  readonly output: z.core.$ZodObject
  /** @throws ProblemError for every expected refusal */
  readonly run: (call: ToolCall, input: unknown) => Promise<object>
}

interface TypedSpec<I extends z.core.$ZodObject, O extends z.core.$ZodObject> extends Omit<
  ToolSpec,
  'input' | 'output' | 'run'
> {
  readonly input: I
  readonly output: O
  readonly run: (call: ToolCall, input: z.output<I>) => Promise<z.input<O>>
}

/** Ties the input and the result of `run` to the two schemas. */
export function defineTool<I extends z.core.$ZodObject, O extends z.core.$ZodObject>(spec: TypedSpec<I, O>): ToolSpec {
  return { ...spec, run: (call, input) => spec.run(call, input as z.output<I>) }
}
