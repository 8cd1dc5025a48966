import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface RepositoryOptions {
  readonly objectFormat?: 'sha1' | 'sha256'
  readonly bare?: boolean
  /** A first commit with one file, `readme`. Default: yes, unless bare. */
  readonly initialCommit?: boolean
}

export interface CommandResult {
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
}

export interface CommandOptions {
  /** Default: the top of the repository. */
  readonly cwd?: string
  /** Set on top of the test's own environment; `undefined` takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string | Uint8Array
}

export interface CommitOptions {
  /** Written and staged before the commit; null deletes. */
  readonly files?: Readonly<Record<string, string | null>>
  /** `Name <mail@example.org>` */
  readonly author?: string
  /** The value of a `Holdfast-Agent` trailer. */
  readonly agent?: string
}

/** A real repository in a folder of its own, inside of the poisoned home: it goes when the test run ends, if not before. */
export interface TestRepository {
  /** The real path. Of a bare repository: the repository itself. */
  readonly top: string
  readonly gitDir: string
  /** Runs git and gives its output without the last line end; throws what it says where it fails. */
  readonly git: (...args: string[]) => string
  /** Runs git and gives whatever comes of it. */
  readonly tryGit: (args: readonly string[], options?: CommandOptions) => CommandResult
  readonly path: (...segments: string[]) => string
  readonly write: (path: string, text: string | Uint8Array, mode?: number) => void
  readonly read: (path: string) => string
  readonly has: (path: string) => boolean
  readonly delete: (path: string) => void
  /** Stages everything and commits, also where nothing changed. Gives the id. */
  readonly commit: (message?: string, options?: CommitOptions) => string
  /** Puts an executable script where git looks for hooks, as it stands: with its own `#!` line. */
  readonly hook: (name: string, script: string | Uint8Array, mode?: number) => string
  readonly id: (revision?: string) => string
  /** A clone beside it, whose `origin` is this repository. */
  readonly clone: (...options: string[]) => TestRepository
  /** A linked worktree beside it, on a new branch. */
  readonly worktree: (branch: string) => TestRepository
  /** A bare repository beside it, as the remote `name`. */
  readonly remote: (name?: string) => TestRepository
  readonly remove: () => void
}

export function createRepository(options: RepositoryOptions = {}): TestRepository {
  const { objectFormat = 'sha1', bare = false, initialCommit = !bare } = options
  const top = createFolder('repository')
  run(top, ['init', '-q', `--object-format=${objectFormat}`, ...(bare ? ['--bare'] : [])])
  const repository = openTestRepository(top)
  if (initialCommit) repository.commit('first', { files: { readme: 'first\n' } })
  return repository
}

/** An empty folder with a real path, beside all other test repositories. */
export function createFolder(name: string): string {
  const parent = realpathSync.native(process.env['HOME'] ?? tmpdir())
  const folder = join(mkdtempSync(join(parent, 'test-')), name)
  mkdirSync(folder)
  return folder
}

function openTestRepository(top: string): TestRepository {
  const git = (...args: string[]): string => run(top, args)
  const path = (...segments: string[]): string => join(top, ...segments)
  const repository: TestRepository = {
    top,
    gitDir: git('rev-parse', '--path-format=absolute', '--git-dir'),
    git,
    tryGit: (args, options) => tryRun(top, args, options),
    path,
    write: (name, text, mode) => writeFile(path(name), text, mode),
    read: (name) => readFileSync(path(name), 'utf8'),
    has: (name) => existsSync(path(name)),
    delete: (name) => rmSync(path(name), { recursive: true, force: true }),
    commit: (message = 'change', options = {}) => commit(repository, message, options),
    hook(name, script, mode = 0o755) {
      const file = join(git('rev-parse', '--path-format=absolute', '--git-path', 'hooks'), name)
      writeFile(file, script, mode)
      return file
    },
    id: (revision = 'HEAD') => git('rev-parse', '--verify', revision),
    clone: (...options) => clone(top, options),
    worktree: (branch) => addWorktree(repository, branch),
    remote: (name = 'origin') => addRemote(repository, name),
    remove: () => rmSync(dirname(top), { recursive: true, force: true }),
  }
  return repository
}

function commit(repository: TestRepository, message: string, { files = {}, author, agent }: CommitOptions): string {
  for (const [name, text] of Object.entries(files)) {
    if (text === null) repository.delete(name)
    else repository.write(name, text)
  }
  repository.git('add', '--all')
  const options = author === undefined ? [] : [`--author=${author}`]
  const trailer = agent === undefined ? '' : `\n\nHoldfast-Agent: ${agent}`
  repository.git('commit', '-q', '--no-verify', '--allow-empty', ...options, '-m', message + trailer)
  return repository.id()
}

function clone(source: string, options: readonly string[]): TestRepository {
  const top = createFolder('clone')
  // Through a URL, as `--depth` counts for nothing between two folders.
  run(top, ['clone', '-q', ...options, `file://${source}`, '.'])
  return openTestRepository(top)
}

function addWorktree(repository: TestRepository, branch: string): TestRepository {
  const top = join(createFolder('worktrees'), branch)
  repository.git('worktree', 'add', '-q', '-b', branch, top)
  return openTestRepository(top)
}

function addRemote(repository: TestRepository, name: string): TestRepository {
  const objectFormat = repository.git('rev-parse', '--show-object-format') === 'sha256' ? 'sha256' : 'sha1'
  const remote = createRepository({ bare: true, objectFormat })
  repository.git('remote', 'add', name, remote.top)
  return remote
}

function writeFile(path: string, text: string | Uint8Array, mode?: number): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  // The mode of `writeFile` counts only for a new file, and is cut by the umask.
  if (mode !== undefined) chmodSync(path, mode)
}

function run(cwd: string, args: readonly string[]): string {
  const { code, stdout, stderr } = tryRun(cwd, args)
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code ?? 'a signal'}: ${stderr}`)
  return stdout.toString('utf8').replace(/\r?\n$/, '')
}

function tryRun(
  top: string,
  args: readonly string[],
  { cwd = top, env = {}, input = '' }: CommandOptions = {},
): CommandResult {
  const { error, status, stdout, stderr } = spawnSync('git', args, {
    cwd,
    env: { ...process.env, ...env },
    input,
    maxBuffer: 1024 * 1024 * 1024,
  })
  if (error !== undefined) throw error
  return { code: status, stdout, stderr: stderr.toString('utf8') }
}
