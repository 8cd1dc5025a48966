import { ProblemError } from '../core/problems/problem.js'

export function gitStopped(command: string, exitCode: number | null, stderr: string): ProblemError {
  return new ProblemError({ area: 'git', code: 'git-stopped', command, exitCode, stderr })
}

export function outputUnreadable(command: string, reason: string): ProblemError {
  return new ProblemError({ area: 'git', code: 'output-unreadable', command, reason })
}

/**
 * Explains why git could not even begin: it runs outside of a repository, it does not trust the repository, or it
 * cannot read its configuration. Any other fault stays `git-stopped`.
 */
export function explainRefusal(command: string, exitCode: number, stderr: string, cwd: string): ProblemError {
  if (stderr.includes('not a git repository')) return new ProblemError({ area: 'git', code: 'no-repository', cwd })
  const untrusted =
    /dubious ownership in repository at '(.*)'/.exec(stderr) ?? /unsafe repository \('(.*)' is owned/.exec(stderr)
  if (untrusted !== null) {
    return new ProblemError({ area: 'git', code: 'repository-untrusted', path: untrusted[1] ?? cwd })
  }
  return brokenConfig(stderr) ?? gitStopped(command, exitCode, stderr)
}

function brokenConfig(stderr: string): ProblemError | null {
  const line = /bad config line (\d+) in file (.+)/.exec(stderr)
  if (line !== null) {
    return new ProblemError({
      area: 'config',
      code: 'file-unreadable',
      path: line[2] ?? '',
      reason: `line ${line[1] ?? ''} is no configuration`,
    })
  }
  const value = /bad (?:numeric |boolean )?config value '(.*)' for '(.*)'(?: in file (.+?))?(?::|$)/m.exec(stderr)
  if (value === null) return null
  const reason = `${value[2] ?? ''} is ${value[1] ?? ''}`
  return new ProblemError({ area: 'config', code: 'file-unreadable', path: value[3] ?? 'git config', reason })
}
