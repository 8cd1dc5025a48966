import { join } from 'node:path'
import { foreignEnvironment } from '../environment.js'
import type { Environment } from '../../core/settings/environment.js'
import { makeScratchFolder } from '../../disk/scratch.js'
import { ANY_CODE, runByAlias } from './canary-alias.js'
import { runGit, type GitAnswer } from '../run-git.js'
import type { Place } from '../place.js'

/** A push of one commit to a new branch, as pre-receive sees it: its objects are in a temporary quarantine. */
export interface CanaryPush {
  readonly env: Environment
  /** The standard input that git gives pre-receive. */
  readonly input: Buffer
}

/**
 * @param folder an existing folder, which the caller removes
 * @param name the name of the file in the commit, and of the branch
 * @throws ProblemError of area `git`
 */
export async function stageCanaryPush(
  place: Place,
  environment: Environment,
  folder: string,
  name: string,
): Promise<CanaryPush> {
  const quarantine = join(folder, 'objects')
  makeScratchFolder(quarantine)
  const env = {
    ...foreignEnvironment(environment),
    ...WRITER,
    GIT_DIR: '.',
    GIT_OBJECT_DIRECTORY: quarantine,
    GIT_QUARANTINE_PATH: quarantine,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(place.commonDir, 'objects'),
  }
  const git = async (input: string, ...args: string[]): Promise<string> => {
    const { stdout } = await runGit(args, { cwd: place.commonDir, env, input: Buffer.from(input) })
    return stdout.toString('utf8').trim()
  }
  const blob = await git('', 'hash-object', '-w', '--stdin')
  const tree = await git(`100644 blob ${blob}\t${name}\n`, 'mktree')
  const commit = await git('canary\n', 'commit-tree', tree)
  return { env, input: Buffer.from(`${commit.replace(/./g, '0')} ${commit} refs/heads/${name}\n`) }
}

const WRITER = {
  GIT_AUTHOR_NAME: 'canary',
  GIT_AUTHOR_EMAIL: 'canary@localhost.invalid',
  GIT_COMMITTER_NAME: 'canary',
  GIT_COMMITTER_EMAIL: 'canary@localhost.invalid',
}

/** Runs pre-receive on the push as git would: git starts an alias by the same shell as a hook, from the same folder. */
export function runCanaryReceive(
  place: Place,
  hooksFolder: string,
  push: CanaryPush,
  env: Environment,
): Promise<GitAnswer> {
  const call = { cwd: place.commonDir, env: { ...push.env, ...env }, input: push.input, okCodes: ANY_CODE }
  return runByAlias('pre-receive', hooksFolder, call)
}
