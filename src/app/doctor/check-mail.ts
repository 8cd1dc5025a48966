import { describeProblem, ProblemError } from '../../core/problems/problem.js'
import { quote } from '../../core/quote.js'
import type { Workspace } from '../workspace/workspace.js'
import { bad, good, type Finding } from './finding.js'

export async function checkMail({ mail, identity, folders }: Workspace): Promise<Finding> {
  try {
    const waiting = identity.ok ? await mail.peek(identity.value.agent) : 0
    return good('mail', `${waiting} messages wait`)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return bad('mail', describeProblem(error.problem).sentence, `ls -ld ${quote(folders.comm)}`)
  }
}
