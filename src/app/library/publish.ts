import { openWorkspace, type Environment } from '../workspace/workspace.js'
import { publishToRemote, type PublishOptions, type PublishResult } from '../publish/publish-by-hand.js'

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
