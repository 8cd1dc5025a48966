import { accessSync, constants, existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { describeProblem, ProblemError } from '../core/problem.js'
import { quote } from '../core/quote.js'
import { describeDuration, MINUTE_MS } from '../core/time.js'
import { hookEnvironment } from '../git/environment.js'
import { findHookSetup } from '../git/hook-folder.js'
import { foreignEnvironment } from '../git/environment.js'
import { findPlace } from '../git/place.js'
import { openRepository } from '../git/repository.js'
import { planGuardFiles } from './guard-files.js'
import { findGuardedHooks } from './guarded-hooks.js'
import { applyPlan, planInit } from './init-repository.js'
import type { Workspace } from './workspace.js'

/** One thing that was looked at. `fix` is a command; `repair` does what `--fix` can do by itself. */
export interface Finding {
  readonly check: string
  readonly isGood: boolean
  readonly text: string
  readonly fix: string | null
  readonly repair: (() => Promise<string>) | null
}

const MAX_CLOCK_LEAD_MS = 5 * MINUTE_MS

/** Everything that has to be right for the guard to hold, each with what mends it. */
export async function diagnose(workspace: Workspace): Promise<readonly Finding[]> {
  return [
    await checkGit(workspace),
    checkIdentity(workspace),
    ...(await checkHooks(workspace)),
    checkGuardFiles(workspace),
    ...checkFolders(workspace),
    ...(await checkLocks(workspace)),
    await checkMail(workspace),
  ]
}

async function checkGit(workspace: Workspace): Promise<Finding> {
  const version = await openRepository(workspace.place, workspace.environment).gitVersion()
  return good('git', `version ${version}, Node ${process.versions.node}`)
}

function checkIdentity({ identity }: Workspace): Finding {
  if (identity.ok) return good('agent', `${identity.value.agent}, by ${identity.value.source}`)
  const { sentence, tryThis } = describeProblem(identity.problem)
  return bad('agent', sentence, tryThis[0] ?? null)
}

/** Every worktree: a relative hooks path may lead nowhere in a linked one. */
async function checkHooks(workspace: Workspace): Promise<readonly Finding[]> {
  const env = foreignEnvironment(workspace.environment)
  const worktrees = await openRepository(workspace.place, workspace.environment).worktrees()
  const findings: Finding[] = []
  for (const { top: path } of worktrees.filter((worktree) => !worktree.isBare && existsSync(worktree.top))) {
    const place = await findPlace(path, env)
    findings.push(await checkHooksOf({ ...workspace, place, environment: env }))
  }
  return findings
}

async function checkHooksOf(workspace: Workspace): Promise<Finding> {
  const { place } = workspace
  const where = quote(place.top ?? place.gitDir)
  const setup = await findHookSetup(place, hookEnvironment(workspace.environment))
  const missing = (await findGuardedHooks(workspace)).filter((hook) => !hook.installed).map((hook) => hook.name)
  if (setup.isShared)
    return bad(
      'hooks',
      `${where} runs the hooks of ${quote(setup.folder)}, which other repositories share`,
      'git config --unset core.hooksPath',
    )
  if (!setup.folderExists) {
    const text = `${where} has no folder ${quote(setup.folder)}: no hook runs there`
    // What lies in that folder is husky's to write.
    if (setup.owner === 'husky') return bad('hooks', text, `(cd ${where} && npx husky)`)
    return bad('hooks', text, `git -C ${where} holdfast init`, repairHooks(workspace))
  }
  if (missing.length > 0)
    return bad(
      'hooks',
      `${where} has no guard in ${missing.join(' and ')}`,
      'git holdfast init',
      repairHooks(workspace),
    )
  return good('hooks', `${where} is guarded (${setup.owner})`)
}

function repairHooks(workspace: Workspace): () => Promise<string> {
  return async () => {
    applyPlan(await planInit(workspace, 'auto'))
    return 'installed the guard'
  }
}

function checkGuardFiles(workspace: Workspace): Finding {
  const stale = planGuardFiles(workspace)
  if (stale.length === 0) return good('guard', 'its files are those of this version')
  return bad(
    'guard',
    `${stale.length} of its files are missing or of another version`,
    'git holdfast init',
    repairHooks(workspace),
  )
}

function checkFolders({ folders }: Workspace): readonly Finding[] {
  return [folders.locks, folders.comm].map((folder) =>
    isWritable(folder)
      ? good('store', `${quote(folder)} can be written`)
      : bad('store', `${quote(folder)} cannot be written`, `ls -ld ${quote(folder)}`),
  )
}

/** A folder that is not there yet can be made where its parent can be written. */
function isWritable(folder: string): boolean {
  if (!existsSync(folder)) return dirname(folder) !== folder && isWritable(dirname(folder))
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

async function checkLocks(workspace: Workspace): Promise<readonly Finding[]> {
  try {
    const { locks, unreadable } = await workspace.locks.read()
    const lead = Math.max(0, ...locks.map((lock) => lock.createdAt)) - workspace.now()
    const clock =
      lead > MAX_CLOCK_LEAD_MS
        ? bad(
            'clock',
            `a lock was taken ${describeDuration(lead)} in the future: the clocks of two machines differ`,
            'date -u',
          )
        : good('clock', 'no lock is from the future')
    const broken = unreadable.map(({ path, reason }) =>
      bad('locks', `${quote(path)} cannot be read: ${reason}`, 'git holdfast doctor --fix', repairStore(workspace)),
    )
    return [...(broken.length > 0 ? broken : [good('locks', `${locks.length} records, all readable`)]), clock]
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return [bad('locks', describeProblem(error.problem).sentence, 'git holdfast doctor --fix', repairStore(workspace))]
  }
}

function repairStore(workspace: Workspace): () => Promise<string> {
  return async () => {
    const moved = await workspace.locks.repair()
    return moved.length === 0
      ? 'there was nothing left to repair'
      : `moved aside: ${moved.map((path) => quote(path)).join(', ')}`
  }
}

async function checkMail({ mail, identity, folders }: Workspace): Promise<Finding> {
  try {
    const waiting = identity.ok ? await mail.peek(identity.value.agent) : 0
    return good('mail', `${waiting} messages wait`)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return bad('mail', describeProblem(error.problem).sentence, `ls -ld ${quote(folders.comm)}`)
  }
}

function good(check: string, text: string): Finding {
  return { check, isGood: true, text, fix: null, repair: null }
}

function bad(check: string, text: string, fix: string | null, repair: Finding['repair'] = null): Finding {
  return { check, isGood: false, text, fix, repair }
}
