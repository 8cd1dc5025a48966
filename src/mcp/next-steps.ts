import { describeProblem, type Problem } from '../core/problems/problem.js'

/** What an agent can do about a problem: tools to call, or else commands for its shell. */
export function nextSteps(problem: Problem): readonly string[] {
  if ('obstacles' in problem) return passObstacles(problem)
  const steps = STEPS[problem.code]
  if (steps !== undefined) return steps
  if (problem.code === 'lock-not-yours') return [askHolder(problem.holder)]
  return describeProblem(problem).tryThis.map((command) => `In a shell: ${command}`)
}

const TELL = 'Tell the person you work for'

const STEPS: Partial<Record<Problem['code'], readonly string[]>> = {
  'lock-not-found': ['The tool locks shows resources and ids.'],
  'lock-ambiguous': ['The tool locks shows resources and ids: name the lock by its id.'],
  'lock-expired': ['Call lock with its path: it is free for whoever asks first.'],
  'lock-expired-meanwhile': [
    'Check the paths, then lock them again with the tool lock: other agents may have changed them.',
  ],
  'ttl-out-of-bounds': ['Give a ttl from 1s to 7d, such as 30m.'],
  'no-repository': [
    `${TELL}: this server has to be started in a git repository, or with --cwd.`,
    'git holdfast mcp --cwd path/to/repository',
  ],
  nobody: [`${TELL}: HOLDFAST_AGENT has to name you, for this server and for your shell.`],
  'name-refused': ['An agent name has 1 to 64 characters of A-Z a-z 0-9 . _ - and starts with a letter or digit.'],
  'path-outside': ['Name paths from the top of this repository, such as src/app.ts.'],
  'message-not-found': ['The tool inbox shows ids.'],
}

function passObstacles({ obstacles }: Extract<Problem, { obstacles: unknown }>): readonly string[] {
  const [first] = obstacles
  const holder = first?.kind === 'waiter' ? first.waiter.owner.agent : first?.lock.owner.agent
  return [
    'Do not change these paths. Nothing was locked.',
    'Wait: the tool lock again, with waitSeconds.',
    ...(holder === undefined ? [] : [askHolder(holder)]),
    'Or work on paths that the tool check finds clear.',
  ]
}

function askHolder(holder: string): string {
  return `Ask: the tool send, to ${holder}, type REQUEST.`
}
