import { McpServer, ProtocolError, ProtocolErrorCode, type StandardSchemaWithJSON } from '@modelcontextprotocol/server'
import * as z from 'zod/mini'
import { ProblemError } from '../core/problems/problem.js'
import { callTool } from './call-tool.js'
import { INSTRUCTIONS } from './instructions.js'
import { nextSteps } from './next-steps.js'
import { RESOURCES, type ResourceSpec } from './resources.js'
import type { ToolCall, ToolSpec } from './tool.js'
import { TOOLS } from './tools.js'

export interface ServerParts {
  readonly version: string
  /** Opens the workspace anew for each call. @throws ProblemError of area `git` or `config` */
  readonly open: (signal: AbortSignal) => Promise<ToolCall>
  readonly reportFault: (error: unknown) => void
}

/** The server of one connection, with all tools and resources, for both eras of the protocol. */
export function createServer(parts: ServerParts): McpServer {
  const server = new McpServer(
    { name: 'holdfast', title: 'Holdfast', version: parts.version },
    { instructions: INSTRUCTIONS, capabilities: { tools: { listChanged: false }, resources: { listChanged: false } } },
  )
  for (const tool of TOOLS) registerTool(server, tool, parts)
  for (const resource of RESOURCES) registerResource(server, resource, parts)
  return server
}

function registerTool(server: McpServer, tool: ToolSpec, { open, reportFault }: ServerParts): void {
  const { readOnly, destructive, idempotent } = tool.effects
  const config = {
    title: tool.title,
    description: tool.description,
    inputSchema: toAdvertised(tool.input),
    outputSchema: toStandard(tool.output),
    annotations: {
      title: tool.title,
      readOnlyHint: readOnly,
      destructiveHint: destructive,
      idempotentHint: idempotent,
      openWorldHint: false,
    },
  }
  server.registerTool(tool.name, config, (args, { mcpReq }) =>
    callTool(tool, args, () => open(mcpReq.signal), reportFault),
  )
}

function registerResource(server: McpServer, resource: ResourceSpec, { open }: ServerParts): void {
  const { name, uri, title, description } = resource
  const config = { title, description, mimeType: 'application/json' }
  server.registerResource(name, uri, config, async (_uri, { mcpReq }) => {
    try {
      const call = await open(mcpReq.signal)
      return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(await resource.read(call)) }] }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      // A resource, unlike a tool, has no result for a refusal: only an error of the protocol can carry it.
      const message = [error.message, ...nextSteps(error.problem)].join(' ')
      throw new ProtocolError(ProtocolErrorCode.InternalError, message)
    }
  })
}

/** Adds the JSON Schema to a schema: zod/mini itself implements only the validation of Standard Schema. */
function toStandard(schema: z.core.$ZodType): StandardSchemaWithJSON {
  const toJson = (io: 'input' | 'output') => (): Record<string, unknown> => ({ ...z.toJSONSchema(schema, { io }) })
  return { '~standard': { ...schema['~standard'], jsonSchema: { input: toJson('input'), output: toJson('output') } } }
}

/** The SDK shows this schema to clients and does not enforce it: `callTool` tells how to correct bad arguments. */
function toAdvertised(schema: z.core.$ZodType): StandardSchemaWithJSON {
  const { '~standard': standard } = toStandard(schema)
  return { '~standard': { ...standard, validate: (value) => ({ value }) } }
}
