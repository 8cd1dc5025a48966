import { relative } from 'node:path'
import type { InstallPlan } from '../app/init-repository.js'
import type { Workspace } from '../app/workspace.js'
import { printable } from '../core/quote.js'

export interface PlanView {
  readonly owner: string
  readonly written: boolean
  readonly edits: readonly { readonly path: string; readonly change: string; readonly why: string }[]
}

export function toPlanView(plan: InstallPlan, written: boolean): PlanView {
  const edits = plan.edits.map((edit) => ({ path: edit.path, change: changeOf(edit), why: edit.why }))
  return { owner: plan.owner, written, edits }
}

export function renderPlan(plan: InstallPlan, { place }: Workspace): string {
  const from = place.top ?? place.commonDir
  return plan.edits
    .map((edit) => `${changeOf(edit)}  ${printable(relative(from, edit.path), 1_000)}  (${edit.why})`)
    .join('\n')
}

function changeOf({ before, after }: InstallPlan['edits'][number]): 'create' | 'update' | 'remove' {
  if (after === null) return 'remove'
  return before === null ? 'create' : 'update'
}
