import type { GateReport } from '../../report/gate/gate-report.js'
import { openWorkspace } from '../workspace/workspace.js'
import type { Environment } from '../../core/settings/environment.js'
import { runGate, type GateOptions } from '../gate/run-gate.js'
import { publishToRemote, type PublishOptions, type PublishResult } from '../publish/publish-by-hand.js'

export interface GateCall extends GateOptions {
  /** A folder of the repository. Default: the current folder. */
  readonly cwd?: string
  /** Default: the environment of this process, which has the variables of CI. */
  readonly environment?: Environment
}

/** `git holdfast gate` for programs: the verdict, its conflicts, and what was compared. @throws as {@link runGate} */
export async function gate({
  cwd = process.cwd(),
  environment = process.env,
  ...options
}: GateCall = {}): Promise<GateReport> {
  return runGate(await openWorkspace({ cwd, environment }), options)
}

export interface PublishCall extends PublishOptions {
  /** A folder of the repository. Default: the current folder. */
  readonly cwd?: string
  /** Default: the environment of this process. */
  readonly environment?: Environment
}

/** `git holdfast publish` for programs. @throws as {@link publishToRemote} */
export async function publish({
  cwd = process.cwd(),
  environment = process.env,
  ...options
}: PublishCall = {}): Promise<PublishResult> {
  return publishToRemote(await openWorkspace({ cwd, environment }), options)
}
