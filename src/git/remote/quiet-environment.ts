import type { Environment } from '../../core/settings/environment.js'
import type { Place } from '../place.js'
import { runGit } from '../run-git.js'

/**
 * The environment for a git that talks to a remote and asks nobody: it fails if it needs an answer. In CI, the program
 * that git asks for a password answers by itself, so it stays.
 */
export async function remoteEnvironment(place: Place, env: Environment): Promise<Environment> {
  const ssh = await quietSsh(place, env)
  const isCi = (env['CI'] ?? '') !== ''
  return {
    ...env,
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    SSH_ASKPASS_REQUIRE: 'never',
    ...(isCi ? {} : { GIT_ASKPASS: '', SSH_ASKPASS: '' }),
    ...(ssh === null ? {} : { GIT_SSH_COMMAND: ssh }),
  }
}

/** git's command for ssh, with options against questions; null for a program whose options are not those of OpenSSH. */
async function quietSsh(place: Place, env: Environment): Promise<string | null> {
  const fromEnvironment = env['GIT_SSH_COMMAND'] ?? ''
  const configured = fromEnvironment === '' ? await readSshCommand(place, env) : fromEnvironment
  if (configured === '' && (env['GIT_SSH'] ?? '') !== '') return null
  const command = configured === '' ? 'ssh' : configured
  return isOpenSsh(command) ? `${command} -o BatchMode=yes -o ConnectTimeout=10` : null
}

/** git itself tells OpenSSH from PuTTY by the name of the program. */
function isOpenSsh(command: string): boolean {
  return /^\s*(?:"(?:[^"]*[\\/])?ssh(?:\.exe)?"|'(?:[^']*[\\/])?ssh(?:\.exe)?'|(?:\S*[\\/])?ssh(?:\.exe)?)(?:\s|$)/i.test(
    command,
  )
}

async function readSshCommand(place: Place, env: Environment): Promise<string> {
  const { stdout } = await runGit(['config', '--get', 'core.sshCommand'], { cwd: place.cwd, env, okCodes: [0, 1] })
  return stdout.toString('utf8').trimEnd()
}
