import { randomUUID } from 'node:crypto'
import { ProblemError } from '../../core/problems/problem.js'
import type { GateReport } from '../../report/gate/gate-report.js'
import { renderJobSummary } from '../../report/gate/job-summary.js'
import { nodeDisk } from '../../disk/node-disk.js'
import type { Workspace } from '../workspace/workspace.js'
import { ciOf } from './ask-ci.js'

/**
 * On GitHub Actions, writes the job summary and the outputs of the step: `verdict`, `conflicts`, `base` and `head`.
 *
 * @returns a sentence for each file that could not be written; the verdict stays the same
 */
export function tellGithub({ environment }: Workspace, report: GateReport): readonly string[] {
  if (ciOf(environment) !== 'github') return []
  return [
    append(environment['GITHUB_STEP_SUMMARY'], renderJobSummary(report)),
    append(environment['GITHUB_OUTPUT'], renderOutputs(report)),
  ].filter((problem) => problem !== null)
}

function append(path: string | undefined, text: string): string | null {
  if (path === undefined || path === '') return null
  try {
    nodeDisk.appendLine(path, Buffer.from(text))
    return null
  } catch (error) {
    if (error instanceof ProblemError) return error.message
    throw error
  }
}

/** Encloses each value between lines that nobody can guess, so that a value cannot contain its own end. */
function renderOutputs({ verdict, findings, base, head }: GateReport): string {
  const values = { verdict, conflicts: String(findings.length), base: base ?? '', head: head ?? '' }
  return Object.entries(values)
    .map(([name, value]) => {
      const end = randomUUID()
      return `${name}<<${end}\n${value}\n${end}`
    })
    .join('\n')
}
