import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Ended, Fleet, Shell } from './fleet.js'

/** What of action.yml a runner reads (docs.github.com, metadata syntax; only what ours uses). */
export interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] }
}

interface ActionStep {
  readonly id: string
  readonly shell: string
  readonly env: Readonly<Record<string, string>>
  readonly run: string
}

export interface ActionRun extends Ended {
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

export function readAction(path: string): Action {
  return parse(readFileSync(path, 'utf8')) as Action
}

/** Every ```yaml block of a document, read. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- shapes are what the tests look at
export function readYamlBlocks(path: string): readonly Readonly<Record<string, any>>[] {
  const text = readFileSync(path, 'utf8')
  return [...text.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, block = '']) => parse(block) as Record<string, unknown>)
}

/** Runs the steps of an action as GitHub does: `bash --noprofile --norc -eo pipefail <file>`, inputs put in where they stand. */
export function runAction(
  fleet: Fleet,
  shell: Shell,
  action: { readonly folder: string; readonly inputs: Readonly<Record<string, string>> },
  event: { readonly name: string; readonly payload: unknown; readonly sha?: string },
): ActionRun {
  const { inputs, outputs, runs } = readAction(join(action.folder, 'action.yml'))
  const files = mkdtempSync(join(fleet.folder, 'run-'))
  const path = (name: string): string => join(files, name)
  writeFileSync(path('event.json'), JSON.stringify(event.payload))
  for (const name of ['output', 'summary']) writeFileSync(path(name), '')
  const given = (name: string): string => action.inputs[name] ?? inputs[name]?.default ?? ''
  const fill = (text: string): string => text.replace(/\$\{\{ inputs\.(\w+) \}\}/g, (_all, name: string) => given(name))
  let ended: Ended = { exitCode: 0, stdout: '', stderr: '' }
  for (const [index, step] of runs.steps.entries()) {
    writeFileSync(path(`step-${index}.sh`), fill(step.run))
    const env = {
      ...Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, fill(value)])),
      ...{ CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_ACTION_PATH: action.folder },
      ...{ GITHUB_EVENT_NAME: event.name, GITHUB_EVENT_PATH: path('event.json'), GITHUB_SHA: event.sha ?? '' },
      ...{ GITHUB_OUTPUT: path('output'), GITHUB_STEP_SUMMARY: path('summary') },
    }
    ended = shell.run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', path(`step-${index}.sh`)], { env })
    if (ended.exitCode !== 0) break
  }
  const set = readOutputs(readFileSync(path('output'), 'utf8'))
  const named = Object.entries(outputs).map(([name, { value }]) => {
    const [, key = ''] = /^\$\{\{ steps\.\w+\.outputs\.(\w+) \}\}$/.exec(value) ?? []
    return [name, set[key] ?? '']
  })
  return { ...ended, outputs: Object.fromEntries(named), summary: readFileSync(path('summary'), 'utf8') }
}

/** `name<<end`, the value, `end`. */
function readOutputs(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)<<(.+)\n([^]*?)\n\2$/gm)].map(([, name, , value]) => [name, value]),
  )
}

/** Runs the script lines of a GitLab job as its runner does: one script, which ends at the first line that fails. */
export function runGitlabScript(shell: Shell, lines: readonly string[], env: Readonly<Record<string, string>>): Ended {
  return shell.run('bash', ['-eo', 'pipefail', '-c', lines.join('\n')], {
    env: { CI: 'true', GITLAB_CI: 'true', ...env },
  })
}

export function readArtifact(folder: string, name: string): string | null {
  const path = join(folder, name)
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}
