import { randomUUID } from 'node:crypto'
import { ProblemError } from '../../core/problems/problem.js'
import type { GateReport } from '../../report/gate/gate-report.js'
import { renderJobSummary } from '../../report/gate/job-summary.js'
import { nodeDisk } from '../../disk/node-disk.js'
import type { Workspace } from '../workspace/workspace.js'
import { ciOf } from './ask-ci.js'

/**
 * On GitHub: the page of the run and the outputs of the step, `verdict`, `conflicts`, `base` and `head`.
 *
 * @returns what could not be written: it changes no verdict
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

/** Between lines that nobody can guess, so that no value ends itself. */
function renderOutputs({ verdict, findings, base, head }: GateReport): string {
  const values = { verdict, conflicts: String(findings.length), base: base ?? '', head: head ?? '' }
  return Object.entries(values)
    .map(([name, value]) => {
      const end = randomUUID()
      return `${name}<<${end}\n${value}\n${end}`
    })
    .join('\n')
}
