import type * as z from 'zod/mini'
import type { KeptLocks } from '../app/locks/keep-locks.js'
import type { Workspace } from '../app/workspace/workspace.js'

/** What a tool works with: everything is opened anew for each call, so that a store that was away is back by itself. */
export interface ToolCall {
  readonly workspace: Workspace
  /** The locks that end with this server. */
  readonly kept: KeptLocks
  /** Ends when the client cancels the request, or goes. */
  readonly signal: AbortSignal
}

/** What happens to the world by a call; nothing of ours reaches beyond the repository and its store. */
export interface Effects {
  readonly readOnly: boolean
  /** Takes from others what they have. */
  readonly destructive: boolean
  /** Again with the same arguments changes nothing more. */
  readonly idempotent: boolean
}

/** A tool as data: the server and docs/MCP.md are made of it. Every field says what happens when it is left out. */
export interface ToolSpec {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly effects: Effects
  readonly input: z.core.$ZodObject
  readonly output: z.core.$ZodObject
  /** @throws ProblemError for every expected no */
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

/** Ties what `run` takes and gives to the two schemas. */
export function defineTool<I extends z.core.$ZodObject, O extends z.core.$ZodObject>(spec: TypedSpec<I, O>): ToolSpec {
  return { ...spec, run: (call, input) => spec.run(call, input as z.output<I>) }
}
