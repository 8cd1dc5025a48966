import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFleet, type Ended, type Fleet, type FleetOptions, type Shell } from './fleet.js'

/** A guarded bare repository, and a clone of it without any hooks. Bob pushes; the server knows nobody. */
export interface Server {
  readonly fleet: Fleet
  readonly bob: Shell
  /** At a shell on the server. */
  readonly admin: Shell
  readonly home: string
  /** Alice locks a path in the store of the server. */
  lock(...resources: string[]): void
  /** Commits on the branch that is checked out in the clone. */
  commit(path: string, options?: CommitOptions): void
  push(...args: string[]): Ended
  /** Pushes, and says whether Node started for it. */
  watchPush(...args: string[]): Ended & { readonly startsNode: boolean }
  configure(...args: string[]): void
  /** What a ref of the server names; empty where it is not there. */
  refOf(ref: string): string
  mailOf(agent: string): readonly string[]
}

interface CommitOptions {
  readonly agent?: string
  readonly email?: string
  readonly text?: string
}

let count = 0

export function createServer({ objectFormat = 'sha1' }: Pick<FleetOptions, 'objectFormat'> = {}): Server {
  const fleet = createFleet({ init: false, objectFormat })
  const admin = fleet.as('alice', fleet.remote)
  expectSuccess(admin.holdfast('init', '--server'))
  const home = join(fleet.remote, 'holdfast')
  const bob = fleet.as(null)
  return {
    fleet,
    bob,
    admin,
    home,
    lock: (...resources) => void expectSuccess(admin.holdfast('lock', ...resources)),
    commit: (path, options) => commit(bob, path, options),
    push: (...args) => bob.git('push', '--quiet', ...args),
    watchPush: (...args) => watch(fleet, home, () => bob.git('push', '--quiet', ...args)),
    configure: (...args) => void expectSuccess(admin.git('config', ...args)),
    refOf: (ref) => admin.git('rev-parse', '--quiet', '--verify', ref).stdout.trim(),
    mailOf: (agent) => JSON.parse(fleet.as(agent, fleet.remote).holdfast('inbox', '--json').stdout).messages,
  }
}

function commit(bob: Shell, path: string, { agent, email, text }: CommitOptions = {}): void {
  count += 1
  bob.write(path, text ?? `${count}\n`)
  bob.git('add', '--all')
  const trailer = agent === undefined ? [] : ['--trailer', `Holdfast-Agent: ${agent}`]
  const author = email === undefined ? [] : [`--author=Somebody <${email}>`]
  expectSuccess(bob.git('commit', '--quiet', '-m', `change ${path}`, ...trailer, ...author))
}

function watch(fleet: Fleet, home: string, run: () => Ended): Ended & { readonly startsNode: boolean } {
  const mark = join(fleet.folder, 'started')
  const node = join(fleet.folder, 'marking-node')
  writeFileSync(mark, '')
  writeFileSync(node, `#!/bin/sh\necho x >> '${mark}'\nexec '${process.execPath}' "$@"\n`)
  chmodSync(node, 0o755)
  writeFileSync(join(home, 'hooks/node'), `${node}\n`)
  const ended = run()
  return { ...ended, startsNode: readFileSync(mark, 'utf8') !== '' }
}

export function expectSuccess(ended: Ended): Ended {
  if (ended.exitCode !== 0) throw new Error(`${ended.exitCode}: ${ended.stdout}${ended.stderr}`)
  return ended
}
