import { homedir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { AgentProblem } from '../../core/problems/agent-problem.js'
import type { Environment } from '../../core/settings/environment.js'
import { decideIdentity, type Identity } from '../../core/settings/identity.js'
import type { IsGone, Owner } from '../../core/locks/lock.js'
import type { Moment } from '../../core/locks/lock-rules.js'
import type { Parsed } from '../../core/problems/parsed.js'
import { valueOf } from '../../core/problems/problem.js'
import type { Policy } from '../../core/settings/policy.js'
import type { EpochMs } from '../../core/time.js'
import { hookEnvironment } from '../../git/environment.js'
import { findPlace, type Place } from '../../git/place.js'
import { readSettings, type GitSettings } from '../../git/git-settings.js'
import type { EventLog } from '../../store/event-log.js'
import { openFileEventLog } from '../../store/file/log/file-event-log.js'
import { openFileMailbox } from '../../store/file/mail/file-mailbox.js'
import { openFileReceipts } from '../../store/file/mail/file-receipts.js'
import { openFileSessionBook } from '../../store/file/file-session-book.js'
import { openFileLockStore } from '../../store/file/locks/file-lock-store.js'
import type { LockStore } from '../../store/lock-store.js'
import type { Mailbox } from '../../store/mailbox.js'
import type { Receipts } from '../../store/receipts.js'
import type { SessionBook } from '../../store/session-book.js'
import { hostName } from '../../processes/host.js'
import { isGone } from '../../processes/binding.js'
import { findRegistered } from './find-session.js'
import type { AskedByHook } from './asked-by-shell.js'
import { loadPolicy } from './load-policy.js'

/** Where the store of a repository keeps things: absolute paths. */
export interface StoreFolders {
  /** `<git common dir>/holdfast`: shared by all worktrees, out of reach of `git clean`. */
  readonly home: string
  readonly locks: string
  readonly comm: string
  readonly log: string
}

/** All that a request needs to know of where it runs, who asks, and what is decided here. */
export interface Workspace {
  readonly place: Place
  readonly environment: Environment
  readonly settings: GitSettings
  readonly policy: Policy
  readonly folders: StoreFolders
  readonly locks: LockStore
  readonly mail: Mailbox
  /** What agents have seen of their mail. */
  readonly receipts: Receipts
  /** The sessions of agent programs that hooks have told of. */
  readonly sessions: SessionBook
  readonly log: EventLog
  readonly now: () => EpochMs
  readonly isGone: IsGone
  /** Refused where nobody can be named; reading needs no name. */
  readonly identity: Parsed<Identity, AgentProblem>
}

export interface WorkspaceOptions {
  readonly cwd: string
  readonly environment: Environment
  /** `--agent`: before every other source. */
  readonly agent?: string | undefined
  readonly now?: () => EpochMs
  /** Of a hook, which knows where it runs. */
  readonly asked?: AskedByHook | null
  /** The session that an agent program's hook is told, where no variable holds it. */
  readonly told?: { readonly program: string; readonly session: string }
}

/** @throws ProblemError of area `git` or `config` */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { cwd, environment } = options
  const { place, settings } = options.asked ?? (await askGit(cwd, environment))
  const now = options.now ?? Date.now
  const folders = locateStore(place, settings, environment)
  let mail: Mailbox | undefined
  const openSessions = (): SessionBook => openFileSessionBook({ folder: join(folders.home, 'sessions'), now })
  return {
    // A commit that is let through has nothing to do with mail.
    get mail() {
      return (mail ??= openFileMailbox({ folder: folders.comm, now }))
    },
    get receipts() {
      return openFileReceipts({ folder: join(folders.comm, '.holdfast', 'receipts'), now })
    },
    get sessions() {
      return openSessions()
    },
    place,
    environment,
    settings,
    policy: loadPolicy(place.top, settings.holdfast, environment),
    folders,
    locks: openFileLockStore({ folder: folders.locks, now }),
    get log() {
      return openFileEventLog({ path: folders.log, now })
    },
    now,
    isGone,
    identity: identify(options, settings, openSessions),
  }
}

function identify(
  options: WorkspaceOptions,
  settings: GitSettings,
  openSessions: () => SessionBook,
): Parsed<Identity, AgentProblem> {
  const { agent, environment, told } = options
  return decideIdentity({
    flag: agent,
    environment,
    configuredAgent: settings.holdfast.get('agent'),
    userName: settings.userName ?? undefined,
    userEmail: settings.userEmail ?? undefined,
    registered: (program) => (told?.program === program ? told.session : findRegistered(openSessions(), program)),
  })
}

async function askGit(cwd: string, environment: Environment): Promise<AskedByHook> {
  const env = hookEnvironment(environment)
  const [place, settings] = await Promise.all([findPlace(cwd, env), readSettings({ cwd }, env)])
  return { place, settings }
}

/** The default store, or the folders that are shared with other programs. */
function locateStore(place: Place, settings: GitSettings, environment: Environment): StoreFolders {
  const home = join(place.commonDir, 'holdfast')
  const locks = environment['HOLDFAST_LOCKS_DIR'] ?? settings.holdfast.get('locksdir')
  const canary = environment['HOLDFAST_CANARY'] ?? ''
  const comm = environment['HOLDFAST_COMM_ROOT'] ?? settings.holdfast.get('commroot')
  return {
    home,
    locks: locks === undefined || locks === '' ? join(home, 'locks') : resolveShared(locks, place),
    comm: comm === undefined || comm === '' ? join(home, 'comm') : resolveShared(comm, place),
    // What `doctor` tries is nobody's history.
    log: join(canary === '' ? home : canary, 'log.jsonl'),
  }
}

/** Relative to the main work tree, so that every linked worktree means the same folder. */
function resolveShared(path: string, place: Place): string {
  if (path === '~' || path.startsWith('~/')) return join(homedir(), path.slice(1))
  const base = basename(place.commonDir) === '.git' ? dirname(place.commonDir) : place.commonDir
  return resolve(base, path)
}

/** @throws ProblemError of area `agent` where nobody can be named */
export function ownerOf(workspace: Workspace): Owner {
  const { agent, session, email } = valueOf(workspace.identity)
  return { agent, session, host: hostName(), ...(email === undefined ? {} : { email }) }
}

export function momentOf(workspace: Workspace): Moment {
  return {
    now: workspace.now(),
    isGone: workspace.isGone,
    ignoreCase: workspace.settings.ignoreCase,
    ownership: workspace.policy.ownership,
  }
}
