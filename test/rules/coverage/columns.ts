import type { Landscape, Ran } from './landscape.js'
import type { Operation } from './operations.js'

export type Column = (landscape: Landscape, operation: Operation) => Promise<string>

/** What each guard does with an operation on a path that Alice has locked. */
export const COLUMNS: Readonly<Record<string, Column>> = {
  default: (landscape, operation) => seeClone('guarded', landscape, operation),
  strict: (landscape, operation) => seeClone('strict', landscape, operation),
  server: seeServer,
  gate: seeGate,
}

/** In a clone after `init`, or `init --strict`. The holder, and everybody beside the locks, have to get through. */
async function seeClone(clone: 'guarded' | 'strict', landscape: Landscape, operation: Operation): Promise<string> {
  const [bob, beside, alice] = await Promise.all([
    landscape.run(clone, withoutServer(operation), { HOLDFAST_AGENT: 'bob', D: 'src' }),
    landscape.run(clone, withoutServer(operation), { HOLDFAST_AGENT: 'bob', D: 'docs' }),
    landscape.run(clone, withoutServer(operation), { HOLDFAST_AGENT: 'alice', D: 'src' }),
  ])
  requirePassed(operation, 'beside the lock', beside)
  requirePassed(operation, 'for the holder', alice)
  return wordOf(operation, bob, 'holdfast: (commit|merge|push|move of a branch)[^\\n]* refused')
}

/** The clone is asked, and not the server: that one judges by the commits. */
function withoutServer({ script }: Operation): string {
  return `rm -f ../remote.git/hooks/pre-receive; ${script}`
}

/** By a clone without hooks: what it makes is pushed. */
async function seeServer(landscape: Landscape, operation: Operation): Promise<string> {
  const push = operation.isPush === true ? '' : '; git push -q --force origin HEAD:refs/heads/result'
  const [bob, beside] = await Promise.all(
    ['src', 'docs'].map((D) => landscape.run('plain', `${operation.script}${push}`, { HOLDFAST_AGENT: 'bob', D })),
  )
  requirePassed(operation, 'beside the lock, on the server', beside!)
  return wordOf(operation, bob!, 'remote: holdfast: push refused')
}

/** In CI, for a branch that a clone without hooks has made: what is new to the target branch. */
async function seeGate(landscape: Landscape, operation: Operation): Promise<string> {
  const work = `git() { case $1 in push) ;; *) command git "$@" ;; esac; }; ${operation.script}`
  const [bob, beside] = await Promise.all(
    ['src', 'docs'].map((D) => landscape.runGate(work, { HOLDFAST_AGENT: 'bob', D })),
  )
  requirePassed(operation, 'beside the lock, at the gate', beside!)
  return wordOf(operation, bob!, 'refused')
}

function wordOf(operation: Operation, { exitCode, said }: Ran, refusal: string): string {
  if (exitCode !== 0 && new RegExp(refusal).test(said)) return 'refused'
  if (exitCode !== 0) throw new Error(`${operation.key} ends with ${exitCode}: ${said}`)
  return operation.isImport === true ? 'passed' : 'not seen'
}

function requirePassed({ key }: Operation, where: string, { exitCode, said }: Ran): void {
  if (exitCode !== 0) throw new Error(`${key} ${where} ends with ${exitCode}: ${said}`)
}
