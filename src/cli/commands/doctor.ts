import { diagnose } from '../../app/doctor/diagnose.js'
import type { Finding } from '../../app/doctor/finding.js'
import { ProblemError } from '../../core/problems/problem.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'
import { printResult } from '../terminal.js'

export const doctorCommand: CommandSpec = {
  name: 'doctor',
  summary: 'check that the guard holds, in every worktree, and say what mends it',
  details: 'Ends with 1 where something is wrong. No telemetry, no network: it looks at this machine alone.',
  arguments: [],
  options: [{ flags: '--fix', description: 'do the repairs that need no decision (default: only say them)' }],
  examples: [
    ['git holdfast doctor', 'what is right and what is not'],
    ['git holdfast doctor --fix', 'and mends what it can'],
  ],
  json: '{ isGood: boolean, findings: { check: string, isGood: boolean, text: string, fix: string | null, repaired: string | null }[] }',
  run: runDoctor,
}

interface Result {
  readonly finding: Finding
  /** What was done about it; null: nothing. */
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

/** What a second look still finds was not mended, whatever the repair said. */
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
