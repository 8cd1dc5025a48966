import { ProblemError } from '../../core/problems/problem.js'
import type { Environment } from '../../core/settings/environment.js'
import type { Place } from '../place.js'
import { withoutCredentials } from './remote-url.js'
import { runGit, type GitAnswer } from '../run-git.js'

/** git reaches the remote by its URL, so that it adds nothing that is configured for the name. */
export interface Remote {
  /** For people: `origin`, or the URL without credentials. */
  readonly name: string
  readonly url: string
}

/** One question to a remote, from one repository. */
export interface RemoteCall {
  readonly place: Place
  /** From `remoteEnvironment`. */
  readonly env: Environment
  readonly remote: Remote
  readonly timeoutMs: number
}

/** Options that switch off what the user's configuration adds to a fetch or push. */
const OPTIONS = [
  // git neither packs the repository while an agent waits, nor asks for a password in a window (known from git 2.47).
  ...['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', '-c', 'credential.interactive=false'],
  ...['-c', 'fetch.writeCommitGraph=false', '-c', 'push.pushOption=', '-c', 'push.gpgSign=false'],
] as const

/** Runs one git that talks to the remote. It prints nothing before its end, so the limit on silence limits its time. */
export async function talk(
  { place, env, remote, timeoutMs }: RemoteCall,
  args: readonly string[],
  answers: readonly number[] = [],
): Promise<GitAnswer> {
  try {
    const call = { cwd: place.cwd, env, okCodes: [0, ...answers], silenceMs: Math.max(1, timeoutMs) }
    return await runGit([...OPTIONS, ...args], call)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'git-stopped') throw error
    const reason = withoutCredentials(error.problem.stderr.trim())
    throw new ProblemError({ area: 'git', code: 'remote-unreachable', remote: remote.name, reason })
  }
}
