import { outputUnreadable } from '../git-faults.js'
import type { Environment } from '../../core/settings/environment.js'
import { LOCKS_FILE } from './locks-ref.js'
import type { Place } from '../place.js'
import { runGit } from '../run-git.js'

/** The content of one ref in a namespace of published locks. */
export type LocksRef =
  | { readonly ref: string; readonly content: Buffer }
  /** The ref exists, but its commit is none of ours or too large. */
  | { readonly ref: string; readonly content: null; readonly reason: string }

const MAX_REFS = 10_000
const MAX_TOTAL_BYTES = 256 * 1024 * 1024

/** Reads every ref of a namespace (ending with `/`) in this repository, with three processes for any number of refs. */
export async function readLocksRefs(
  place: Place,
  env: Environment,
  namespace: string,
  maxBytes: number,
): Promise<readonly LocksRef[]> {
  const refs = await listRefs(place, env, namespace)
  if (refs.length === 0) return []
  const sizes = await readSizes(place, env, refs)
  const readable = refs.filter((ref) => (sizes.get(ref) ?? Infinity) <= maxBytes)
  const contents = await readContents(place, env, readable)
  return refs.map((ref) => {
    const content = contents.get(ref)
    if (content !== undefined) return { ref, content }
    const size = sizes.get(ref)
    const reason = size === undefined ? `it has no file ${LOCKS_FILE}` : `it has ${size} bytes, more than ${maxBytes}`
    return { ref, content: null, reason }
  })
}

/** Reads the file of locks in one commit; null if the commit has none or is not here. */
export async function readLocksCommit(place: Place, env: Environment, id: string): Promise<Buffer | null> {
  return (await readContents(place, env, [id])).get(id) ?? null
}

async function listRefs(place: Place, env: Environment, namespace: string): Promise<readonly string[]> {
  const args = ['for-each-ref', `--count=${MAX_REFS + 1}`, '--format=%(refname)', namespace]
  const { stdout } = await runGit(args, { cwd: place.cwd, env })
  const refs = stdout.toString('utf8').split('\n').filter(Boolean)
  if (refs.length > MAX_REFS) throw outputUnreadable('for-each-ref', `more than ${MAX_REFS} refs in ${namespace}`)
  return refs
}

async function readSizes(
  place: Place,
  env: Environment,
  refs: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const args = ['cat-file', '--batch-check=%(objecttype) %(objectsize)']
  const { stdout } = await runGit(args, { cwd: place.cwd, env, input: questions(refs) })
  const answers = stdout.toString('utf8').trimEnd().split('\n')
  if (answers.length !== refs.length) throw outputUnreadable('cat-file', `${answers.length} answers to ${refs.length}`)
  return new Map(
    refs.flatMap((ref, index) => {
      const [, size] = /^blob (\d+)$/.exec(answers[index] ?? '') ?? []
      return size === undefined ? [] : [[ref, Number(size)] as const]
    }),
  )
}

async function readContents(
  place: Place,
  env: Environment,
  names: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const contents = new Map<string, Buffer>()
  if (names.length === 0) return contents
  const call = { cwd: place.cwd, env, input: questions(names), maxBytes: MAX_TOTAL_BYTES }
  const { stdout } = await runGit(['cat-file', '--batch=%(objecttype) %(objectsize)'], call)
  let at = 0
  for (const name of names) {
    const end = stdout.indexOf('\n', at)
    const head = stdout.subarray(at, end < 0 ? stdout.length : end).toString('latin1')
    const [, type = '', size = ''] = /^(\w+) (\d+)$/.exec(head) ?? []
    at = end + 1
    if (size === '') continue
    if (type === 'blob') contents.set(name, stdout.subarray(at, at + Number(size)))
    at += Number(size) + 1
  }
  return contents
}

function questions(names: readonly string[]): Buffer {
  return Buffer.from(names.map((name) => `${name}:${LOCKS_FILE}\n`).join(''))
}
