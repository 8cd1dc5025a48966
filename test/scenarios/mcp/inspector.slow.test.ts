import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFleet, type Ended, type Fleet } from '../../support/fleet.js'
import { nodeOfInspector, npmProgram, requireProgram } from '../../support/tools.js'
import { MAIN } from '../../support/project.js'

/** The command line of the MCP Inspector, which knows nothing of us, against the real executable. */
const NODE = nodeOfInspector()
const INSPECTOR = npmProgram('mcp-inspector')

let fleet: Fleet
beforeAll(() => {
  fleet = createFleet()
  expect(fleet.as('bob').holdfast('lock', 'src', '-m', 'types').exitCode).toBe(0)
})
afterAll(() => fleet.remove())
beforeEach((context) => {
  requireProgram(context, INSPECTOR)
  requireProgram(context, NODE)
})

function inspect(...args: readonly string[]): Ended {
  const server = [process.execPath, MAIN, 'mcp', '--agent', 'alice']
  return fleet.as(null).run(NODE, [INSPECTOR, '--cli', ...server, ...args])
}

describe.each(['legacy', 'modern'])('the MCP Inspector in the %s era', (era) => {
  const call = (tool: string, args: object): Ended => {
    const named = ['--tool-name', tool, '--tool-args-json', JSON.stringify(args)]
    return inspect('--method', 'tools/call', ...named, '--format', 'json', '--protocol-era', era)
  }

  it('lists the eight tools, and finds nothing in their schemas that a program could stumble over', () => {
    const { exitCode, stdout, stderr } = inspect('--method', 'tools/list', '--strict', '--protocol-era', era)
    expect([exitCode, stderr]).toEqual([0, ''])
    const { tools } = JSON.parse(stdout) as { readonly tools: readonly { readonly name: string }[] }
    const names = ['check', 'lock', 'renew', 'unlock', 'locks', 'send', 'inbox', 'whoami']
    expect(tools.map(({ name }) => name)).toEqual(names)
  })

  it('calls a tool and takes its answer for what the schema promises', () => {
    const { exitCode, stdout } = call('check', { paths: [join(fleet.top, 'src/a.ts')] })
    expect(exitCode).toBe(0)
    const { structuredContent } = (JSON.parse(stdout) as { readonly result: { readonly structuredContent: unknown } })
      .result
    expect(structuredContent).toMatchObject({
      verdict: 'refused',
      conflicts: [{ path: 'src/a.ts', lock: { agent: 'bob', description: 'types' } }],
    })
  })

  it('tells a refusal from an answer', () => {
    const { exitCode, stdout } = call('lock', { paths: ['src/a.ts'] })
    // 5 is the Inspector's word for a result with `isError`.
    expect([exitCode, stdout]).toEqual([5, expect.stringContaining('"isError":true')])
  })
})
