import { delimiter, join } from 'node:path'
import { shellWord } from '../../core/quote.js'
import { findPackageRoot } from '../../processes/package-root.js'
import { runCaptured } from '../../processes/run-captured.js'
import type { Environment } from '../../core/settings/environment.js'
import { makeScratch, removeScratch, writeScratch } from '../../disk/scratch.js'

/** One command that an agent types, and the exit code that the demo expects. */
interface Step {
  readonly say?: string
  readonly agent: 'alice' | 'bob' | 'setup'
  readonly command: readonly [program: string, ...args: string[]]
  readonly ends: 0 | 1
}

export interface DemoResult {
  /** A sentence for each step that ended with another exit code than expected. */
  readonly surprises: readonly string[]
}

/**
 * Two agents in two worktrees of one repository with a remote: lock, refused commit, ALERT, refused push, unlock,
 * passing commit and push. Prints the real commands and their output, and deletes its folder.
 */
export async function runDemo(
  environment: Environment,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<DemoResult> {
  const folder = makeScratch('demo')
  try {
    const env = prepareEnvironment(folder, environment)
    return await playSteps(folder, env, print, signal)
  } finally {
    removeScratch(folder)
  }
}

async function playSteps(
  folder: string,
  env: Environment,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<DemoResult> {
  const surprises: string[] = []
  for (const step of [...SETUP, ...STORY]) {
    if (signal.aborted) break
    if (step.say !== undefined) print(`\n# ${step.say}`)
    const typed = step.command.map((word) => shellWord(word)).join(' ')
    const { exitCode, output } = await play(folder, env, step)
    print(`${step.agent === 'setup' ? '' : `${step.agent} `}$ ${typed}`)
    if (output.trim() !== '') print(indent(output.replaceAll(`${folder}/`, '')))
    if (step.ends !== exitCode) surprises.push(`${typed} ended with ${exitCode} in place of ${step.ends}`)
    if (step.ends !== 0 && exitCode === step.ends) print(`    (exit code ${exitCode})`)
  }
  return { surprises }
}

async function play(folder: string, env: Environment, step: Step): ReturnType<typeof runCaptured> {
  const [program, ...args] = step.command
  if (program === 'edit') {
    writeScratch(join(folder, step.agent === 'bob' ? 'bob' : 'alice', args[0] ?? ''), `${args[1] ?? ''}\n`)
    return { exitCode: 0, output: '' }
  }
  const cwd = step.agent === 'setup' ? folder : join(folder, step.agent)
  return runCaptured(program, args, { cwd, env: step.agent === 'setup' ? env : { ...env, HOLDFAST_AGENT: step.agent } })
}

const SETUP: readonly Step[] = [
  {
    say: 'A repository with a remote, and a worktree for each of two agents',
    agent: 'setup',
    command: ['git', 'init', '--quiet', '--bare', 'remote.git'],
    ends: 0,
  },
  { agent: 'setup', command: ['git', 'clone', '--quiet', 'remote.git', 'alice'], ends: 0 },
  { agent: 'alice', command: ['edit', 'src/auth/login.ts', 'export const login = 1'], ends: 0 },
  { agent: 'alice', command: ['git', 'add', '.'], ends: 0 },
  { agent: 'alice', command: ['git', 'commit', '--quiet', '-m', 'start'], ends: 0 },
  { agent: 'alice', command: ['git', 'push', '--quiet', 'origin', 'main'], ends: 0 },
  { agent: 'alice', command: ['git', 'worktree', 'add', '--quiet', '-b', 'bob-work', '../bob'], ends: 0 },
  { agent: 'alice', command: ['git', 'holdfast', 'init'], ends: 0 },
]

const STORY: readonly Step[] = [
  {
    say: 'Nothing is locked: bob commits',
    agent: 'bob',
    command: ['edit', 'src/auth/session.ts', 'export const session = 1'],
    ends: 0,
  },
  { agent: 'bob', command: ['git', 'add', 'src'], ends: 0 },
  { agent: 'bob', command: ['git', 'commit', '--quiet', '-m', 'session'], ends: 0 },
  {
    say: 'alice locks what she works on',
    agent: 'alice',
    command: ['git', 'holdfast', 'lock', 'src/auth', '-m', 'new login flow'],
    ends: 0,
  },
  {
    say: 'bob commits to it, and is refused',
    agent: 'bob',
    command: ['edit', 'src/auth/login.ts', 'export const login = 2'],
    ends: 0,
  },
  { agent: 'bob', command: ['git', 'add', 'src'], ends: 0 },
  { agent: 'bob', command: ['git', 'commit', '--quiet', '-m', 'faster login'], ends: 1 },
  { say: 'alice finds an ALERT in her mailbox', agent: 'alice', command: ['git', 'holdfast', 'inbox'], ends: 0 },
  {
    say: 'The commit that bob made before the lock is stopped at the push',
    agent: 'bob',
    command: ['git', 'push', '--quiet', 'origin', 'bob-work'],
    ends: 1,
  },
  { say: 'alice is done', agent: 'alice', command: ['git', 'holdfast', 'unlock', '--all'], ends: 0 },
  { say: 'and bob goes on', agent: 'bob', command: ['git', 'commit', '--quiet', '-m', 'faster login'], ends: 0 },
  { agent: 'bob', command: ['git', 'push', '--quiet', 'origin', 'bob-work'], ends: 0 },
]

/** Keeps the user's own configuration, hooks and agent name out of the scratch repository. */
function prepareEnvironment(folder: string, environment: Environment): Environment {
  const bin = join(folder, 'bin')
  const main = join(findPackageRoot(), 'dist', 'main.js')
  const start = `#!/bin/sh\nexec ${shellWord(process.execPath)} ${shellWord(main)} "$@"\n`
  writeScratch(join(bin, 'git-holdfast'), start, 0o755)
  const config = join(folder, 'gitconfig')
  writeScratch(
    config,
    '[user]\n\tname = Demo\n\temail = demo@example.org\n[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n',
  )
  const inherited = Object.entries(environment).filter(([name]) => !/^(GIT_|HOLDFAST_)/.test(name))
  const path = `${bin}${delimiter}${environment['PATH'] ?? ''}`
  return { ...Object.fromEntries(inherited), PATH: path, GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: '1' }
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n')
}
