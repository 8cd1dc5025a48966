import { basename, dirname, join, resolve } from 'node:path'
import { lefthookConfigs } from './owner-lefthook.js'
import { outputUnreadable } from '../git-faults.js'
import { splitFields } from '../nul-fields.js'
import { isFolder, isReachable } from '../../disk/look.js'
import { readHint } from '../../disk/read-bounded.js'
import { isInside, realPathOf } from '../../disk/real-path.js'
import { runGit } from '../run-git.js'
import type { Environment } from '../../core/settings/environment.js'
import type { Place } from '../place.js'

/**
 * The owner of the hooks: git's configuration, or the program (or user) that writes the hook files. Husky and a hooks
 * path of the user change where hook files lie; the other programs overwrite hook files in place.
 */
export type HookOwner =
  'config' | 'plain' | 'husky' | 'lefthook' | 'pre-commit' | 'simple-git-hooks' | 'other-hooks-path'

export interface HooksPathSetting {
  readonly scope: string
  /** `file:.git/config`, `command line:` … */
  readonly origin: string
  readonly value: string
}

export interface HookSetup {
  readonly owner: HookOwner
  /** Where git looks for hooks in this worktree; the folder need not exist. */
  readonly folder: string
  /** Where hook files are edited: for husky the folder that contains its generated `_`. */
  readonly editFolder: string
  /** In a linked worktree, husky's relative path is absent without any message: then no hook runs there. */
  readonly folderExists: boolean
  /** The folder lies outside of this repository, so that other repositories run its hooks too. */
  readonly isShared: boolean
  /** Every `core.hooksPath`; the last one wins. */
  readonly hooksPaths: readonly HooksPathSetting[]
}

export async function findHookSetup(place: Place, env: Environment): Promise<HookSetup> {
  const [folder, hooksPaths] = await Promise.all([findHookFolder(place, env), readHooksPaths(place, env)])
  const owner = findOwner(place, folder, hooksPaths.length > 0)
  const roots = [place.top, place.commonDir].filter((root) => root !== null)
  return {
    owner,
    folder,
    editFolder: owner === 'husky' ? dirname(folder) : folder,
    folderExists: isFolder(folder),
    isShared: !roots.some((root) => isInside(realPathOf(folder), realPathOf(root))),
    hooksPaths,
  }
}

/** Asks git, which knows worktrees, `~` and every configuration file. */
async function findHookFolder(place: Place, env: Environment): Promise<string> {
  const args = ['rev-parse', '--path-format=absolute', '--git-path', 'hooks']
  const { stdout } = await runGit(args, { cwd: place.cwd, env })
  return resolve(place.cwd, stdout.toString('utf8').replace(/\n$/, ''))
}

async function readHooksPaths(place: Place, env: Environment): Promise<readonly HooksPathSetting[]> {
  const args = ['config', '-z', '--show-scope', '--show-origin', '--get-all', 'core.hooksPath']
  const { stdout } = await runGit(args, { cwd: place.cwd, env, okCodes: [0, 1] })
  const fields = splitFields(stdout, 'config').map((field) => field.toString('utf8'))
  if (fields.length % 3 !== 0)
    throw outputUnreadable('config', `${fields.length} fields are no row of scope, origin and value`)
  const settings: HooksPathSetting[] = []
  for (let i = 0; i < fields.length; i += 3) {
    settings.push({ scope: fields[i] ?? '', origin: fields[i + 1] ?? '', value: fields[i + 2] ?? '' })
  }
  return settings
}

function findOwner(place: Place, folder: string, hasHooksPath: boolean): HookOwner {
  if (basename(folder) === '_' && basename(dirname(folder)) === '.husky') return 'husky'
  if (hasHooksPath) return 'other-hooks-path'
  const has = (...names: string[]): boolean => names.some((name) => isReachable(join(place.top ?? place.gitDir, name)))
  const spellings = (name: string, ...endings: string[]): string[] =>
    endings.flatMap((end) => [`${name}.${end}`, `.${name}.${end}`])
  if (lefthookConfigs(place.top ?? place.gitDir).length > 0) return 'lefthook'
  if (has('.pre-commit-config.yaml', '.pre-commit-config.yml', 'prek.toml')) return 'pre-commit'
  if (has(...spellings('simple-git-hooks', 'json', 'js', 'cjs', 'mjs')) || isInPackageJson(place, 'simple-git-hooks'))
    return 'simple-git-hooks'
  return 'plain'
}

/** No manifest is as large. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024

function isInPackageJson(place: Place, key: string): boolean {
  const content = place.top === null ? null : readHint(join(place.top, 'package.json'), MAX_MANIFEST_BYTES)
  if (content === null) return false
  try {
    const manifest: unknown = JSON.parse(content.toString('utf8'))
    return typeof manifest === 'object' && manifest !== null && key in manifest
  } catch {
    return false
  }
}
