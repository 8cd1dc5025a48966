import type { Draft } from '../../core/mail/message.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { Workspace } from '../workspace/workspace.js'

/**
 * Tells somebody what has been done. It stays done where they cannot be told, and is not to be taken for refused.
 *
 * @param done the deed as a sentence without its full stop
 * @throws ProblemError `done-untold`
 */
export async function tellOfDeed({ mail }: Workspace, draft: Draft, done: string): Promise<void> {
  try {
    await mail.send(draft)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    throw new ProblemError({ area: 'mail', code: 'done-untold', done, agent: draft.to, reason: error.message })
  }
}
