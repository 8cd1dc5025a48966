import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { AgentProblem } from '../../core/problems/agent-problem.js'
import type { Environment } from '../../core/settings/environment.js'
import { decideIdentity, type Identity } from '../../core/settings/identity.js'
import type { Owner } from '../../core/locks/lock.js'
import type { Moment } from '../../core/locks/lock-rules.js'
import type { Parsed } from '../../core/problems/parsed.js'
import { valueOf } from '../../core/problems/problem.js'
import type { Policy } from '../../core/settings/policy.js'
import type { EpochMs } from '../../core/time.js'
import { hookEnvironment } from '../../git/environment.js'
import { findPlace, type Place } from '../../git/place.js'
import { readSettings, type GitSettings } from '../../git/git-settings.js'
import { hostName } from '../../processes/host.js'
import { isGone } from '../../processes/binding.js'
import { findRegistered } from './find-session.js'
import type { AskedByHook } from './asked-by-shell.js'
import { loadPolicy } from './load-policy.js'
import { sessionsOf } from './sessions-of.js'

/** The folders and the log of a repository's store, as absolute paths. */
export interface StoreFolders {
  /** `<git common dir>/holdfast`, which all worktrees share and `git clean` does not touch. */
  readonly home: string
  readonly locks: string
  readonly comm: string
  readonly log: string
}

/**
 * Where a request runs, which agent asks, and the policy: plain values, which callers may copy and change. It opens no
 * store: `locksOf`, `mailOf` and the like open one where it is used, and pass it on.
 */
export interface Workspace {
  readonly place: Place
  readonly environment: Environment
  readonly settings: GitSettings
  readonly policy: Policy
  readonly folders: StoreFolders
  readonly now: () => EpochMs
  /** The agent, or the problem why it has no name. Reading needs no name. */
  readonly identity: Parsed<Identity, AgentProblem>
}

/** What is needed to open a store. */
export type StoreSite = Pick<Workspace, 'folders' | 'now'>

export interface WorkspaceOptions {
  readonly cwd: string
  readonly environment: Environment
  /** The name from `--agent`, which wins over every other source. */
  readonly agent?: string | undefined
  readonly now?: () => EpochMs
  /** The place and settings that a hook has already from git. */
  readonly asked?: AskedByHook | null
  /** The session that an agent program passed to its hook, for programs without a variable for it. */
  readonly told?: { readonly program: string; readonly session: string }
}

/** @throws ProblemError of area `git` or `config` */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { cwd, environment } = options
  const { place, settings } = options.asked ?? (await askGit(cwd, environment))
  const now = options.now ?? Date.now
  const folders = locateStore(place, settings, environment)
  const policy = loadPolicy(place.top, settings.holdfast, environment)
  return { place, environment, settings, policy, folders, now, identity: identify(options, settings, { folders, now }) }
}

function identify(options: WorkspaceOptions, settings: GitSettings, site: StoreSite): Parsed<Identity, AgentProblem> {
  const { agent, environment, told } = options
  return decideIdentity({
    flag: agent,
    environment,
    configuredAgent: settings.holdfast.get('agent'),
    userName: settings.userName ?? undefined,
    userEmail: settings.userEmail ?? undefined,
    registered: (program) => (told?.program === program ? told.session : findRegistered(sessionsOf(site), program)),
  })
}

async function askGit(cwd: string, environment: Environment): Promise<AskedByHook> {
  const env = hookEnvironment(environment)
  const [place, settings] = await Promise.all([findPlace(cwd, env), readSettings({ cwd }, env)])
  return { place, settings }
}

/** The folders of the default store, or the configured folders, which other programs may share. */
function locateStore(place: Place, settings: GitSettings, environment: Environment): StoreFolders {
  const home = join(place.commonDir, 'holdfast')
  const locks = unlessEmpty(environment['HOLDFAST_LOCKS_DIR']) ?? settings.holdfast.get('locksdir')
  const canary = environment['HOLDFAST_CANARY'] ?? ''
  const comm = unlessEmpty(environment['HOLDFAST_COMM_ROOT']) ?? settings.holdfast.get('commroot')
  return {
    home,
    locks: locks === undefined || locks === '' ? join(home, 'locks') : resolveShared(locks, place),
    comm: comm === undefined || comm === '' ? join(home, 'comm') : resolveShared(comm, place),
    // The test lock and refusal of `doctor` must not appear in the log of the repository.
    log: join(canary === '' ? home : canary, 'log.jsonl'),
  }
}

/** An empty variable says nothing, here as everywhere. */
function unlessEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text
}

/** Relative to the main worktree, so that the path means the same folder in every linked worktree. */
function resolveShared(path: string, place: Place): string {
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1))
  const base = basename(place.commonDir) === '.git' ? dirname(place.commonDir) : place.commonDir
  return resolve(base, path)
}

/** @throws ProblemError of area `agent` when the agent has no name */
export function ownerOf(workspace: Workspace): Owner {
  const { agent, session, email } = valueOf(workspace.identity)
  return { agent, session, host: hostName(), ...(email === undefined ? {} : { email }) }
}

export function momentOf(workspace: Workspace): Moment {
  return {
    now: workspace.now(),
    isGone,
    ignoreCase: workspace.settings.ignoreCase,
    ownership: workspace.policy.ownership,
  }
}
