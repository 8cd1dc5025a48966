import { isObjectId } from '../../core/object-id.js'
import { outputUnreadable } from '../git-faults.js'
import type { Environment } from '../../core/settings/environment.js'
import type { Place } from '../place.js'
import { talk, type RemoteCall } from './remote-call.js'
import { withoutCredentials } from './remote-url.js'
import { runGit } from '../run-git.js'

/** On a server, each store has one ref here. The ref names a commit without parents, whose tree has one file. */
export const LOCKS_NAMESPACE = 'refs/holdfast/locks/'
export const LOCKS_FILE = 'locks.json'

/** - `overtaken`: the ref no longer has the expected value, and nothing was written. */
export type PushOutcome =
  { readonly kind: 'done' } | { readonly kind: 'overtaken' } | { readonly kind: 'refused'; readonly reason: string }

const NOBODY = 'Holdfast <holdfast@localhost.invalid>'

export interface LocksRecord {
  readonly content: string
  /** In milliseconds since 1970. */
  readonly at: number
  /** null, except for a server that takes a ref only if the new commit descends from the old one. */
  readonly parent: string | null
}

/** Stores a record as a commit that no ref names yet. Gives the id of the commit. */
export async function writeLocksCommit(
  place: Place,
  env: Environment,
  { content, at, parent }: LocksRecord,
): Promise<string> {
  const [name = '', mail = ''] = NOBODY.replace('>', '').split(' <')
  const date = `${Math.floor(at / 1000)} +0000`
  const who = {
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: mail, GIT_AUTHOR_DATE: date },
    ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: mail, GIT_COMMITTER_DATE: date },
  }
  const write = async (args: readonly string[], input: string): Promise<string> => {
    const { stdout } = await runGit(args, { cwd: place.cwd, env: { ...env, ...who }, input: Buffer.from(input) })
    return requireId(args[0] ?? '', stdout.toString('latin1').trim())
  }
  const blob = await write(['hash-object', '-w', '--stdin', '--no-filters'], content)
  const tree = await write(['mktree'], `100644 blob ${blob}\t${LOCKS_FILE}\n`)
  const after = parent === null ? [] : ['-p', parent]
  return write(['-c', 'i18n.commitEncoding=utf-8', 'commit-tree', ...after, tree], 'Active locks\n')
}

function requireId(command: string, id: string): string {
  if (isObjectId(id)) return id
  throw outputUnreadable(command, `no object id: ${id.slice(0, 80)}`)
}

/** The id that a ref has at the remote; null if there is no such ref. @throws ProblemError `remote-unreachable` */
export async function readRemoteRef(call: RemoteCall, ref: string): Promise<string | null> {
  const { stdout } = await talk(call, ['ls-remote', '--refs', '--', call.remote.url, ref])
  const lines = stdout.toString('latin1').split('\n')
  const line = lines.find((one) => one.endsWith(`\t${ref}`))
  return line === undefined ? null : requireId('ls-remote', line.slice(0, line.indexOf('\t')))
}

export interface RefChange {
  readonly ref: string
  /** null: delete the ref. */
  readonly id: string | null
  /** null: the ref does not exist. */
  readonly expected: string | null
}

/**
 * Sets or deletes a ref of the remote if it still has the expected value. Runs no hook of this repository, so that a
 * hook may call it.
 *
 * @throws ProblemError `remote-unreachable`
 */
export async function pushLocksRef(call: RemoteCall, { ref, id, expected }: RefChange): Promise<PushOutcome> {
  const lease = `--force-with-lease=${ref}:${expected ?? ''}`
  const plain = ['--no-verify', '--no-follow-tags', '--recurse-submodules=no', '--porcelain', lease]
  const args = ['push', ...plain, '--', call.remote.url, `${id ?? ''}:${ref}`]
  const { stdout, exitCode } = await talk(call, args, [1])
  return exitCode === 0 ? { kind: 'done' } : explainPush(stdout.toString('utf8'))
}

/** How a server reports that another push was faster, in the words of git 2.31 to 2.55. */
const OVERTAKEN =
  /stale info|fetch first|cannot lock ref|failed to update ref|reference already exists|incorrect old value/

function explainPush(stdout: string): PushOutcome {
  const said = /^!\t[^\t]*\t\[(?:remote )?rejected\] \((.*)\)$/m.exec(stdout)?.[1] ?? 'it gives no reason'
  return OVERTAKEN.test(said) ? { kind: 'overtaken' } : { kind: 'refused', reason: withoutCredentials(said) }
}

const FETCH = [
  ...['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--refmap='],
  // In a partial clone a fetch would leave the file out.
  '--no-filter',
] as const

/** Fetches the commit that a ref of the remote names, without a ref here. @throws ProblemError `remote-unreachable` */
export async function fetchLocksCommit(call: RemoteCall, ref: string): Promise<void> {
  await talk(call, [...FETCH, '--', call.remote.url, ref])
}

/**
 * Fetches the refs of every store into a namespace here, and deletes those that the remote has deleted. @throws as
 * above
 */
export async function fetchLocksRefs(call: RemoteCall, namespace: string): Promise<void> {
  await talk(call, [...FETCH, '--prune', '--', call.remote.url, `+${LOCKS_NAMESPACE}*:${namespace}*`])
}
