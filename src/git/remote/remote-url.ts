import { ProblemError } from '../../core/problems/problem.js'
import type { Environment } from '../../core/settings/environment.js'
import type { Place } from '../place.js'
import { runGit } from '../run-git.js'

/**
 * The URLs that a push to a remote goes to: a remote may have several. A text with `/`, `\` or `:` that names no remote
 * is a URL or folder itself.
 *
 * @throws ProblemError `remote-missing`
 */
export function readPushUrls(place: Place, env: Environment, remote: string): Promise<readonly string[]> {
  return readUrls(place, env, remote, ['--push', '--all'])
}

/** The URL that a fetch comes from. @throws as {@link readPushUrls} */
export async function readFetchUrl(place: Place, env: Environment, remote: string): Promise<string> {
  return (await readUrls(place, env, remote, []))[0] ?? remote
}

async function readUrls(
  place: Place,
  env: Environment,
  remote: string,
  options: readonly string[],
): Promise<readonly string[]> {
  const args = ['remote', 'get-url', ...options, '--', remote]
  const { stdout, exitCode } = await runGit(args, { cwd: place.cwd, env, okCodes: [0, 2, 128] })
  const urls = stdout.toString('utf8').split('\n').filter(Boolean)
  if (exitCode === 0 && urls.length > 0) return urls
  if (/[/\\:]/.test(remote) && !remote.startsWith('-')) return [remote]
  throw new ProblemError({ area: 'git', code: 'remote-missing', remote })
}

/** Removes user name and password from every URL in a text. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s@'"]*@/gi, '$1')
}

export async function listRemotes(place: Place, env: Environment): Promise<readonly string[]> {
  const { stdout } = await runGit(['remote'], { cwd: place.cwd, env })
  return stdout.toString('utf8').split('\n').filter(Boolean)
}
