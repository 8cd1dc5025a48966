import type { GateReport } from '../../report/gate/gate-report.js'
import { openWorkspace } from '../workspace/workspace.js'
import type { Environment } from '../../core/settings/environment.js'
import { runGate, type GateOptions } from '../gate/run-gate.js'
import { publishToRemote, type PublishOptions, type PublishResult } from '../publish/publish-by-hand.js'

export interface GateCall extends GateOptions {
  /** Anywhere in the repository. Default: the current folder. */
  readonly cwd?: string
  /** Default: that of this process, where the variables of CI are. */
  readonly environment?: Environment
}

/** `git holdfast gate` for programs: the verdict, what is refused, and what was compared. @throws as {@link runGate} */
export async function gate({
  cwd = process.cwd(),
  environment = process.env,
  ...options
}: GateCall = {}): Promise<GateReport> {
  return runGate(await openWorkspace({ cwd, environment }), options)
}

export interface PublishCall extends PublishOptions {
  /** Anywhere in the repository. Default: the current folder. */
  readonly cwd?: string
  /** Default: that of this process. */
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
