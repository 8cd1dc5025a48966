import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ended } from '../../support/fleet.js'
import { createHookedFleet, type HookedFleet } from '../../support/agent-host.js'
import { inProject } from '../../support/project.js'

/** Recorded events of a program, with what it has to get where `src` is locked; see test/hook/agent/contracts.test.ts. */
interface Case {
  readonly name: string
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly input: Readonly<Record<string, any>> // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes are what the tests look at
  readonly stdout: object | null
  readonly exitCode?: number
}

/** How a program reads its file: the event that it means, and the name of the tool that its matchers see. */
interface Reader {
  readonly file: string
  readonly event: (input: Case['input']) => string
  readonly tool: (input: Case['input']) => string
  /** Under which key the line stands, where there is a shell. */
  readonly command: 'command' | 'bash'
  /** What stands for no answer. */
  readonly silence: string
}

const byName = {
  event: (input: Case['input']) => input['hook_event_name'],
  tool: (input: Case['input']) => input['tool_name'],
}

const READERS: Readonly<Record<string, Reader>> = {
  claude: { ...byName, file: '.claude/settings.json', command: 'command', silence: '' },
  codex: { ...byName, file: '.codex/hooks.json', command: 'command', silence: '' },
  cursor: { ...byName, file: '.cursor/hooks.json', command: 'command', silence: '' },
  gemini: { ...byName, file: '.gemini/settings.json', command: 'command', silence: '' },
  copilot: {
    file: '.github/hooks/holdfast.json',
    event: (input) =>
      input['toolResult'] === undefined && input['toolName'] !== undefined ? 'preToolUse' : 'postToolUse',
    tool: (input) => input['toolName'],
    command: 'bash',
    silence: '',
  },
  vscode: {
    // It makes `PreToolUse` of `preToolUse`, and looks at no matcher.
    file: '.github/hooks/holdfast.json',
    event: (input) => String(input['hook_event_name'] ?? input['hookEventName']).replace(/^P/, 'p'),
    tool: () => 'edit',
    command: 'bash',
    silence: '',
  },
  windsurf: {
    file: '.windsurf/hooks.json',
    event: (input) => input['agent_action_name'],
    tool: () => '',
    command: 'command',
    silence: '',
  },
  antigravity: {
    file: '.agents/hooks.json',
    event: (input) => (input['toolCall'] === undefined ? 'Stop' : 'PreToolUse'),
    tool: (input) => input['toolCall'].name,
    command: 'command',
    silence: '{"decision":"allow"}\n',
  },
}

const folder = inProject('test/fixtures/programs')
const casesOf = (program: string): readonly Case[] =>
  (JSON.parse(readFileSync(join(folder, `${program}.json`), 'utf8')) as { cases: readonly Case[] }).cases

let fleet: HookedFleet
beforeAll(() => {
  fleet = createHookedFleet()
  const alice = fleet.as('alice')
  alice.write('src/a.ts', 'text\n')
  expect(alice.holdfast('lock', 'src', '-m', 'login "rewrite"').exitCode).toBe(0)
  expect(alice.holdfast('init', '--agents', [...Object.keys(READERS), 'opencode'].join(',')).exitCode).toBe(0)
})
afterAll(() => fleet.remove())

/** The commands that the program would run for this event, by what stands in its file. */
function commandsFor(program: string, { input }: Case): readonly string[] {
  const { file, event, tool, command } = READERS[program]!
  const settings = JSON.parse(readFileSync(join(fleet.top, file), 'utf8'))
  const events = program === 'antigravity' ? settings.holdfast : settings.hooks
  const groups: any[] = events[event(input)] ?? [] // eslint-disable-line @typescript-eslint/no-explicit-any -- shapes are what the tests look at
  return groups
    .filter(({ matcher }) => matcher === undefined || new RegExp(`^(?:${matcher})$`).test(tool(input)))
    .flatMap((group) => (group.hooks ?? [group]).map((handler: Record<string, string>) => handler[command]))
}

function runAsProgram(program: string, one: Case): readonly Ended[] {
  const inPlace = (value: unknown): string =>
    JSON.stringify(value).replaceAll('{{top}}', JSON.stringify(fleet.top).slice(1, -1))
  const env = JSON.parse(inPlace(one.environment ?? {})) as Record<string, string>
  return commandsFor(program, one).map((line) => {
    const options = { env, input: inPlace(one.input), cwd: fleet.top }
    const shell = fleet.as(null)
    return program === 'antigravity'
      ? shell.run(join(fleet.top, line), [], options)
      : shell.run('sh', ['-c', line], options)
  })
}

/** Those that another program's file or another event would lead to are somebody else's test. */
const isOwn = (program: string, { args = [] }: Case): boolean =>
  !args.includes('--host') || args[args.indexOf('--host') + 1] === program

for (const program of Object.keys(READERS)) {
  describe(`the settings of ${program}, read as it reads them`, () => {
    it.each(casesOf(program).filter((one) => isOwn(program, one)))('lead to its own answer: $name', (one) => {
      const answers = runAsProgram(program, one)
      if (answers.length === 0) expect(one.stdout).toBeNull()
      for (const { exitCode, stdout } of answers) {
        expect(exitCode).toBe(one.exitCode ?? 0)
        if (one.stdout === null) expect(stdout).toBe(READERS[program]!.silence)
        else expect(withoutReasons(stdout)).toEqual(one.stdout)
      }
    })

    it('lead to a refusal at all', () => {
      const refused = casesOf(program).filter(
        (one) => isOwn(program, one) && (one.stdout !== null || one.exitCode === 2),
      )
      expect(refused.some((one) => runAsProgram(program, one).length > 0)).toBe(true)
    })
  })
}

function withoutReasons(stdout: string): unknown {
  return JSON.parse(stdout, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith('holdfast: ') ? '{{reason}}' : value,
  )
}

/** What the plugin does in a process of its own, with git-holdfast on the PATH. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- shapes are what the tests look at
function inOpencode(script: string): any {
  const plugin = join(fleet.folder, 'holdfast.mjs')
  copyFileSync(join(fleet.top, '.opencode/plugins/holdfast.js'), plugin)
  const code = `import { Holdfast } from ${JSON.stringify(plugin)}
    const hooks = await Holdfast({ directory: ${JSON.stringify(fleet.top)} })
    const sessionID = 'ses_0123456789abcdef'
    const say = (value) => console.log(JSON.stringify(value))
    ${script}`
  const { stdout, stderr } = fleet.as(null).run(process.execPath, ['--input-type=module', '-e', code])
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

describe('the plugin of opencode', () => {
  const before = (tool: string, args: object): string =>
    `await hooks['tool.execute.before']({ tool: '${tool}', sessionID, callID: 'c' }, { args: ${JSON.stringify(args)} })
      .then(() => say('runs'), (error) => say(error.message))`

  it('throws the reason where somebody else holds the path, and lets everything else run', () => {
    expect(inOpencode(before('edit', { filePath: join(fleet.top, 'src/a.ts') }))).toContain('locked by alice')
    expect(inOpencode(before('edit', { filePath: join(fleet.top, 'README.md') }))).toBe('runs')
    expect(inOpencode(before('read', { filePath: join(fleet.top, 'src/a.ts') }))).toBe('runs')
  })

  it('names the session to the shell, and shows its mail at the next prompt', () => {
    const ask = `const output = { env: { KEPT: '1' } }
      await hooks['shell.env']({ cwd: '/', sessionID }, output)
      say(output.env)`
    const env = inOpencode(ask)
    expect(env).toMatchObject({ KEPT: '1', HOLDFAST_AGENT: expect.stringMatching(/^opencode-/) })
    fleet.as('alice').holdfast('send', env.HOLDFAST_AGENT, '--type', 'REQUEST', 'please look at docs')
    const prompt = `await hooks.event({ event: { type: 'session.created', properties: { info: { id: sessionID } } } })
      const output = { message: {}, parts: [{ type: 'text', text: 'hello' }] }
      await hooks['chat.message']({ sessionID }, output)
      say(output.parts[0].text)`
    const text: string = inOpencode(prompt)
    expect(text.startsWith('hello\n\n')).toBe(true)
    expect(text).toContain('please look at docs')
  })

  it('lets a tool run where the answer is none', () => {
    expect(inOpencode(before('edit', { filePath: '/nowhere/at/all' }))).toBe('runs')
  })
})

it('every program with recorded events is read here, or is a plugin', () => {
  const programs = readdirSync(folder).map((name) => name.replace('.json', ''))
  expect(programs.sort()).toEqual([...Object.keys(READERS), 'opencode'].sort())
})
