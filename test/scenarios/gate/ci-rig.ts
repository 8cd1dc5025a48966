import { writeFileSync } from 'node:fs'
import { openHoldfast } from '../../../src/app/library/holdfast.js'
import { runGate, type GateOptions } from '../../../src/app/gate/run-gate.js'
import { publishToRemote } from '../../../src/app/publish/publish-by-hand.js'
import { openWorkspace } from '../../../src/app/workspace/workspace.js'
import type { GateReport } from '../../../src/report/gate/gate-report.js'
import { createFolder, createRepository, type TestRepository } from '../../support/repository.js'

/** A server with one branch `main`, where alice has published a lock on `src`. */
export interface CiRig {
  readonly server: TestRepository
  /** Where people commit, before they push. */
  readonly work: TestRepository
  lock(agent: string, resource: string): Promise<void>
  /** A branch of commits that change these paths, pushed. Gives the id of the last. */
  pushBranch(name: string, paths: readonly string[], from?: string): string
  /** The gate in a clone, with the variables of a CI. */
  gate(clone: TestRepository, env?: Readonly<Record<string, string>>, options?: GateOptions): Promise<GateReport>
  /** Writes the event of a run of GitHub, and gives its variables. */
  github(name: string, event: unknown, more?: Readonly<Record<string, string>>): Readonly<Record<string, string>>
}

export async function createCiRig(): Promise<CiRig> {
  const work = createRepository()
  const server = work.remote()
  server.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  work.git('push', '-q', 'origin', 'main')
  const rig: CiRig = {
    server,
    work,
    async lock(agent, resource) {
      await (await openHoldfast({ cwd: work.top, agent })).acquire(resource)
      await publishToRemote(await openWorkspace({ cwd: work.top, environment: process.env }))
    },
    pushBranch(name, paths, from = 'origin/main') {
      work.git('fetch', '-q')
      work.git('switch', '-qC', name, from)
      for (const path of paths) work.commit(`change ${path}`, { files: { [path]: `${path} on ${name}\n` } })
      work.git('push', '-qf', 'origin', name)
      return work.id()
    },
    gate: async (clone, env = {}, options = {}) =>
      runGate(await openWorkspace({ cwd: clone.top, environment: { ...process.env, ...env } }), options),
    github(name, event, more = {}) {
      const path = `${createFolder('event')}/event.json`
      writeEvent(path, event)
      return { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path, ...more }
    },
  }
  await rig.lock('alice', 'src')
  return rig
}

function writeEvent(path: string, event: unknown): void {
  writeFileSync(path, typeof event === 'string' ? event : JSON.stringify(event))
}
