import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface Ended {
  readonly exitCode: number
  readonly stderr: string
}

/** A real repository with a remote and the built guard in it, and agents who work there. */
export interface GuardedRepository {
  readonly top: string
  readonly locks: string
  readonly git: (agent: string, ...args: readonly string[]) => Ended
  /** The same, while others run. */
  readonly gitBeside: (agent: string, ...args: readonly string[]) => Promise<Ended>
  readonly holdfast: (agent: string, ...args: readonly string[]) => Ended
  readonly stage: (agent: string, path: string, text: string) => void
  /** A shell that says so, stops itself, and runs the command when it is let go on. */
  readonly stopBefore: (agent: string, command: string, env?: Readonly<Record<string, string>>) => StoppedShell
}

export interface StoppedShell {
  readonly stopped: Promise<void>
  readonly goOn: () => Promise<Ended>
}

/** Says so and stops itself; `kill -STOP` takes the shell, and not what it starts later. */
export const STOP = 'echo stopping; kill -STOP $$'

/** @param built the package, as it is installed */
export function openGuardedRepository(built: string, top: string): GuardedRepository {
  const main = join(built, 'dist', 'main.js')
  const envOf = (agent: string): NodeJS.ProcessEnv => ({ ...process.env, HOLDFAST_AGENT: agent })
  const run = (agent: string, program: string, args: readonly string[]): Ended => {
    const { status, stderr } = spawnSync(program, args, { cwd: top, env: envOf(agent), encoding: 'utf8', input: '' })
    return { exitCode: status ?? 128, stderr }
  }
  const repository: GuardedRepository = {
    top,
    locks: join(top, '.git', 'holdfast', 'locks'),
    git: (agent, ...args) => run(agent, 'git', args),
    gitBeside: (agent, ...args) => runBeside(top, envOf(agent), args),
    holdfast: (agent, ...args) => run(agent, process.execPath, [main, ...args]),
    stage: (agent, path, text) => {
      mkdirSync(dirname(join(top, path)), { recursive: true })
      writeFileSync(join(top, path), text)
      repository.git(agent, 'add', '--', path)
    },
    stopBefore: (agent, command, env = {}) => stopBefore(top, command, { ...envOf(agent), ...env }),
  }
  prepare(repository)
  return repository
}

async function runBeside(cwd: string, env: NodeJS.ProcessEnv, args: readonly string[]): Promise<Ended> {
  const child = spawn('git', args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  return new Promise((resolve) => child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? 128, stderr })))
}

function prepare({ top, git, holdfast, stage }: GuardedRepository): void {
  mkdirSync(top, { recursive: true })
  git('nobody', 'init', '--quiet')
  git('nobody', 'init', '--quiet', '--bare', `${top}.remote`)
  git('nobody', 'remote', 'add', 'origin', `${top}.remote`)
  stage('nobody', 'README.md', 'start\n')
  git('nobody', 'commit', '--quiet', '-m', 'start')
  const { exitCode, stderr } = holdfast('nobody', 'init')
  if (exitCode !== 0) throw new Error(`there is no guard: ${stderr}`)
}

function stopBefore(cwd: string, command: string, env: NodeJS.ProcessEnv): StoppedShell {
  const child = spawn('sh', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? 128, stderr }))
  })
  const stopped = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
  const goOn = async (): Promise<Ended> => {
    // To its whole group: the one that stopped itself may be an editor that git has started.
    const timer = setInterval(() => process.kill(-(child.pid ?? 0), 'SIGCONT'), 100)
    try {
      return await ended
    } finally {
      clearInterval(timer)
    }
  }
  return { stopped, goOn }
}
