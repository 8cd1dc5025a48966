import { diagnose } from '../../app/doctor/diagnose.js'
import type { Finding } from '../../app/doctor/finding.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const doctorCommand: CommandSpec = {
  name: 'doctor',
  summary: 'check that the guard works in every worktree, and say how to repair it',
  details:
    'The exit code is 1 when something is wrong. The doctor looks at this machine only: no telemetry, no network.',
  arguments: [],
  options: [{ flags: '--fix', description: 'make the repairs that need no decision (default: only name them)' }],
  examples: [
    ['git holdfast doctor', 'shows what works and what does not'],
    ['git holdfast doctor --fix', 'also repairs what it can'],
  ],
  json: '{ isGood: boolean, findings: { check: string, isGood: boolean, text: string, fix: string | null, repaired: string | null }[] }',
  run: runDoctor,
}

interface Result {
  readonly finding: Finding
  /** What the repair did; null when nothing was repaired. */
  readonly repaired: string | null
}

async function runDoctor(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const findings = await diagnose(await openHere(call))
  const results = args.isSet('fix') ? await repairAll(call, findings) : findings.map(toResult)
  const isGood = results.every(({ finding, repaired }) => finding.isGood || repaired !== null)
  const json = results.map(({ finding: { check, isGood: good, text, fix }, repaired }) => ({
    check,
    isGood: good,
    text,
    fix,
    repaired,
  }))
  const lines = results.map(({ finding, repaired }) => renderFinding(finding, repaired))
  printResult(terminal, args.isJson, { isGood, findings: json }, lines.join('\n'))
  return isGood ? 0 : 1
}

/** A second diagnosis follows the repairs: what it still finds was not repaired, whatever the repair said. */
async function repairAll(call: CommandCall, findings: readonly Finding[]): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const finding of findings) results.push({ finding, repaired: await repair(finding) })
  if (results.every(({ repaired }) => repaired === null)) return results
  const told = new Set(results.filter(({ repaired }) => repaired === null).map(({ finding }) => finding.text))
  const remaining = (await diagnose(await openHere(call))).filter(({ isGood, text }) => !isGood && !told.has(text))
  return [...results, ...remaining.map(toResult)]
}

async function repair(finding: Finding): Promise<string | null> {
  if (finding.isGood || finding.repair === null) return null
  try {
    return await finding.repair()
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

function toResult(finding: Finding): Result {
  return { finding, repaired: null }
}

function renderFinding({ check, isGood, text, fix }: Finding, repaired: string | null): string {
  const mark = isGood ? 'ok ' : 'BAD'
  const after = repaired !== null ? `\n       ${repaired}` : isGood || fix === null ? '' : `\n       Try: ${fix}`
  return `${mark}  ${check.padEnd(6)} ${text}${after}`
}
