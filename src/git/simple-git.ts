import { simpleGit, type SimpleGit, type SimpleGitOptions } from 'simple-git'
import { ProblemError } from '../core/problems/problem.js'
import { gitStopped } from './git-faults.js'
import { hookEnvironment } from './environment.js'
import type { Environment } from '../core/settings/environment.js'

/** simple-git 4 removes every `GIT_*` not named here; without these, git acts on another index or repository. */
const KEPT_VARIABLES = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_CEILING_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CONFIG_PARAMETERS',
  'GIT_CONFIG_SYSTEM',
  'GIT_DIR',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_EXEC_PATH',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_NO_LAZY_FETCH',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_OPTIONAL_LOCKS',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_SHALLOW_FILE',
  'GIT_TERMINAL_PROMPT',
  'GIT_WORK_TREE',
]
const KEPT = new Set(KEPT_VARIABLES)

/** simple-git starts no git while one of these is set; none of our calls opens an editor, a pager or a prompt. */
const REFUSED_VARIABLES = new Set(['EDITOR', 'PAGER', 'PREFIX', 'SSH_ASKPASS', 'VISUAL'])

/**
 * Switches off simple-git's guard against arguments and variables from strangers. Our arguments are written in this
 * folder, and the variables are the user's own: `GIT_CONFIG_COUNT` may well carry credentials, proxies and URL
 * rewriting.
 */
const OWN_CONFIGURATION = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
} satisfies SimpleGitOptions['unsafe']

const SILENCE_MS = 60_000

export function openSimpleGit(cwd: string, env: Environment): SimpleGit {
  const ours = Object.entries(hookEnvironment(env)).filter(([name]) => isKept(name.toUpperCase()))
  const options: Partial<SimpleGitOptions> = {
    baseDir: cwd,
    allowEnvironment: ours.map(([name]) => name),
    // By default simple-git's timer keeps the process alive for 50 ms after the last git.
    completion: { onClose: true, onExit: false },
    timeout: { block: SILENCE_MS },
    unsafe: OWN_CONFIGURATION,
  }
  return simpleGit(options).env(Object.fromEntries(ours))
}

function isKept(name: string): boolean {
  if (REFUSED_VARIABLES.has(name)) return false
  return !name.startsWith('GIT_') || KEPT.has(name) || /^GIT_CONFIG_(KEY|VALUE)_\d+$/.test(name)
}

/** Waits for one git, and turns its errors into ours. */
export async function ask<T>(command: string, answer: PromiseLike<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    if (said.includes('spawn git ENOENT')) throw new ProblemError({ area: 'git', code: 'no-git' })
    throw gitStopped(command, null, said)
  }
}
