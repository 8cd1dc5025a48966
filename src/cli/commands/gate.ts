import { randomUUID } from 'node:crypto'
import { ciOf } from '../../app/gate/ask-ci.js'
import { runGate } from '../../app/gate/run-gate.js'
import { tellGithub } from '../../app/gate/tell-github.js'
import { writeReport } from '../../app/gate/write-report.js'
import { ProblemError } from '../../core/problems/problem.js'
import { GATE_FORMATS, type GateFormat } from '../../report/gate/gate-report.js'
import { renderGate } from '../../report/gate/render-gate.js'
import type { CommandCall, CommandSpec } from '../command.js'
import { openHere } from '../open.js'

const EXAMPLE = 'git holdfast gate --format sarif -o holdfast.sarif --format text'

export const gateCommand: CommandSpec = {
  name: 'gate',
  summary: 'check the commits of a pull request, merge request or push against the published locks',
  details:
    'For CI. On GitHub Actions and GitLab the gate finds the commits by itself; elsewhere --base says where they begin. The exit code is 0 when clear, 1 when refused, and 2 or 3 when the commits could not be checked. The gate deepens a shallow clone. On GitHub Actions it also writes the job summary and the outputs verdict, conflicts, base and head.',
  arguments: [],
  options: [
    { flags: '--base <revision>', description: 'where the commits begin (default: what CI says)' },
    { flags: '--head <revision>', description: 'where the commits end (default: what CI says, or HEAD)' },
    {
      flags: '--format <format>',
      description: `${GATE_FORMATS.join(', ')} (default: github on GitHub Actions, else text; repeatable)`,
      isRepeatable: true,
    },
    {
      flags: '-o, --output <file>',
      description: 'the file for the --format before it (default: standard output; repeatable)',
      isRepeatable: true,
    },
    { flags: '--remote <name>', description: 'the remote with the published locks (default: origin)' },
    {
      flags: '--no-fetch',
      description: 'use the locks of the last fetch, and do not deepen the clone (default: fetch)',
    },
  ],
  examples: [
    ['git holdfast gate', 'in CI: may this be merged?'],
    ['git holdfast gate --base origin/main', 'would CI let my branch pass?'],
    [EXAMPLE, 'a report for code scanning, and the same as text'],
  ],
  json: "{ verdict: 'clear' | 'refused', what: string, base: string | null, head: string | null, paths: number, locks: number, stores: number, alerted: number, conflicts: { path: string, lock: Lock, commit?: string }[] }",
  run: runGateCommand,
}

interface Output {
  readonly format: GateFormat
  /** The file; null for standard output. */
  readonly path: string | null
}

async function runGateCommand(call: CommandCall): Promise<number> {
  const { arguments: args, terminal } = call
  const outputs = readOutputs(call)
  const workspace = await openHere(call)
  const [base, head, remote] = [args.text('base'), args.text('head'), args.text('remote')]
  const report = await runGate(workspace, { base, head, remote, fetch: !args.isUnset('fetch') })
  const token = randomUUID()
  const unwritten = outputs.flatMap(({ format, path }) => {
    const text = renderGate(format, report, token)
    if (path !== null) return unlessWritten(() => writeReport(workspace, path, text))
    terminal.print(text)
    return []
  })
  for (const problem of tellGithub(workspace, report)) terminal.printError(`holdfast: ${problem}`)
  // A report that is missing does not make a refusal anything else; nor is a run without it a success.
  if (report.verdict === 'clear' && unwritten[0] !== undefined) throw unwritten[0]
  for (const problem of unwritten) terminal.printError(`holdfast: ${problem.message}`)
  return report.verdict === 'clear' ? 0 : 1
}

function unlessWritten(write: () => void): readonly ProblemError[] {
  try {
    write()
    return []
  } catch (error) {
    if (error instanceof ProblemError) return [error]
    throw error
  }
}

/** Pairs each `--format` with the `-o` after it. One format at most goes to standard output: no program reads a mix. */
function readOutputs({ arguments: args, environment }: CommandCall): readonly Output[] {
  const outputs: Output[] = args.isJson ? [{ format: 'json', path: null }] : []
  for (const { option, value } of args.inOrder(['format', 'output'])) {
    if (option === 'format') outputs.push({ format: toFormat(value), path: null })
    else {
      const last = outputs.pop()
      if (last?.path !== null) return args.clash('-o without a --format before it', '-o', EXAMPLE)
      outputs.push({ format: last.format, path: value })
    }
  }
  const paths = outputs.map(({ path }) => path)
  if (new Set(paths).size < paths.length) args.clash('two formats', 'one place to write them to', EXAMPLE)
  if (outputs.length > 0) return outputs
  return [{ format: ciOf(environment) === 'github' ? 'github' : 'text', path: null }]
}

function toFormat(text: string): GateFormat {
  const format = GATE_FORMATS.find((one) => one === text.toLowerCase())
  if (format !== undefined) return format
  throw new ProblemError({ area: 'usage', code: 'not-one-of', option: '--format', text, choices: GATE_FORMATS })
}
