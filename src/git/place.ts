import { isUtf8 } from 'node:buffer'
import { isAbsolute, resolve } from 'node:path'
import { ProblemError } from '../core/problems/problem.js'
import { explainRefusal, outputUnreadable } from './git-faults.js'
import { runGit } from './run-git.js'
import type { Environment } from '../core/settings/environment.js'

/** The place of a command: its repository, and where in it the command runs. All paths are absolute and real. */
export interface Place {
  /** Where every git process of this run starts: a relative GIT_DIR or GIT_INDEX_FILE counts from here. */
  readonly cwd: string
  /** The work tree; null in a bare repository and inside of the git folder. */
  readonly top: string | null
  /** The git folder of this worktree: `.git`, `.git/worktrees/<name>` or `.git/modules/<name>`. */
  readonly gitDir: string
  /** The git folder that all worktrees share. */
  readonly commonDir: string
  readonly isBare: boolean
  /** `cwd` below `top`: empty or ending with `/`. */
  readonly prefix: string
}

// The prefix comes last, because it may contain line ends. Without a work tree git stops before it prints the top.
const QUESTION = [
  '--path-format=absolute',
  '--is-bare-repository',
  '--git-dir',
  '--git-common-dir',
  '--show-toplevel',
  '--show-prefix',
]
const FIXED_LINES = 3

/**
 * Asks git, with one process, where the command runs.
 *
 * @throws ProblemError `no-repository`, `repository-untrusted`, `git-too-old`, `no-git`, a broken configuration
 */
export async function findPlace(cwd: string, env: Environment): Promise<Place> {
  const { stdout, stderr, exitCode } = await runGit(['rev-parse', ...QUESTION], { cwd, env, okCodes: [0, 128] })
  if (stdout.toString('latin1').startsWith('--path-format')) {
    // git before 2.31 prints an option that it does not know.
    throw new ProblemError({ area: 'git', code: 'git-too-old', needed: '2.31' })
  }
  const hasTop = exitCode === 0
  if (!hasTop && !stderr.includes('must be run in a work tree'))
    throw explainRefusal('rev-parse', exitCode, stderr, cwd)
  if (!isUtf8(stdout)) throw outputUnreadable('rev-parse', 'a path that is not UTF-8')
  return toPlace(cwd, stdout.toString('utf8').split('\n'), hasTop)
}

function toPlace(cwd: string, lines: readonly string[], hasTop: boolean): Place {
  const [isBare = '', gitDir = '', commonDir = '', top = ''] = lines
  const prefix = lines
    .slice(FIXED_LINES + 1)
    .join('\n')
    .replace(/\n$/, '')
  const isPrefix = prefix === '' || prefix.endsWith('/')
  const paths = hasTop ? [gitDir, commonDir, top] : [gitDir, commonDir]
  if (!paths.every((path) => isAbsolute(path)) || !isPrefix) {
    throw outputUnreadable('rev-parse', 'a path of the repository has a line end in it')
  }
  return {
    cwd,
    top: hasTop ? resolve(top) : null,
    gitDir: resolve(gitDir),
    commonDir: resolve(commonDir),
    isBare: isBare === 'true',
    prefix: hasTop ? prefix : '',
  }
}
