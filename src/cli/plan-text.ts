import { relative, sep } from 'node:path'
import type { InstallPlan } from '../app/install/init-repository.js'
import type { Workspace } from '../app/workspace/workspace.js'
import { printable } from '../core/quote.js'
import { renderLineDiff } from '../report/line-diff.js'

type Edit = InstallPlan['edits'][number]

export interface PlanView {
  readonly owner: string
  readonly written: boolean
  readonly edits: readonly {
    readonly path: string
    readonly change: string
    readonly why: string
    readonly diff: string | null
  }[]
}

export function toPlanView(plan: InstallPlan, workspace: Workspace, written: boolean): PlanView {
  const edits = allEdits(plan).map((edit) => ({
    path: edit.path,
    change: changeOf(edit),
    why: edit.why,
    diff: plan.shared.includes(edit) ? diffOf(edit, workspace) : null,
  }))
  return { owner: plan.owner, written, edits }
}

/** One line for each file. A file that a person commits also shows what changes in it. */
export function renderPlan(plan: InstallPlan, workspace: Workspace): string {
  return allEdits(plan)
    .flatMap((edit) => [
      `${changeOf(edit)}  ${printable(nameOf(edit, workspace), 1_000)}  (${edit.why})`,
      ...(plan.shared.includes(edit) ? [indent(diffOf(edit, workspace))] : []),
    ])
    .join('\n')
}

function allEdits({ edits, shared }: InstallPlan): readonly Edit[] {
  return [...edits, ...shared]
}

function changeOf({ before, after }: Edit): 'create' | 'update' | 'remove' {
  if (after === null) return 'remove'
  return before === null ? 'create' : 'update'
}

function diffOf(edit: Edit, workspace: Workspace): string {
  const [before, after] = [edit.before, edit.after].map((content) => content?.toString('utf8') ?? null)
  return renderLineDiff(nameOf(edit, workspace), before ?? null, after ?? null)
}

function nameOf({ path }: Edit, { place }: Workspace): string {
  return relative(place.top ?? place.commonDir, path)
    .split(sep)
    .join('/')
}

function indent(diff: string): string {
  return diff
    .split('\n')
    .map((line) => `    ${printable(line, 1_000)}`)
    .join('\n')
}
