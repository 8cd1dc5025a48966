import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MINUTE_MS, type EpochMs } from '../../core/time.js'

/**
 * The guard is several files, and each version of them has names of its own. `guard.sh` names the one to start, and is
 * written last and whole: a hook that runs while `init` writes has all of one version.
 */
export interface GuardVersion {
  /** `guard-1a2b3c4d5e6f.cjs` */
  readonly name: string
  readonly files: readonly (readonly [name: string, content: Buffer])[]
  /** The package's own, naming that version. */
  readonly script: Buffer
}

const NAMED = /^guard=.*$/m
/** What guard.sh starts where it needs it. */
const SCRIPTS = ['commit-trailer.sh', 'earlier-check.sh', 'far.awk', 'new-work.sh', 'push-listing.sh'] as const
/** `guard.sh` is none of them: it has one name in all versions. */
const FILE_NAME =
  /^(?!guard\.sh$)(?:guard(?:-late)?|commit-trailer|earlier-check|far|new-work|push-listing)(?:-[0-9a-f]{12})?\.(?:cjs|sh|awk)$/
/** A hook is over after one, whatever happens in it. */
const IN_USE_MS = 60 * MINUTE_MS

export function loadGuardVersion(packageRoot: string): GuardVersion {
  const guard = readFileSync(join(packageRoot, 'dist/guard.cjs'))
  const late = readFileSync(join(packageRoot, 'dist/guard-late.cjs'))
  const scripts = SCRIPTS.map((name) => readFileSync(join(packageRoot, 'hooks', name)))
  const version = createHash('sha256')
    .update(Buffer.concat([guard, late, ...scripts]))
    .digest('hex')
    .slice(0, 12)
  const name = `guard-${version}.cjs`
  const guardScript = readFileSync(join(packageRoot, 'hooks/guard.sh'), 'latin1').replace(NAMED, `guard=${name}`)
  return {
    name,
    files: [
      [`guard-late-${version}.cjs`, late],
      ...scripts.map((script, index) => [versioned(SCRIPTS[index] ?? '', version), script] as const),
      [name, guard],
    ],
    script: Buffer.from(guardScript, 'latin1'),
  }
}

function versioned(name: string, version: string): string {
  return name.replace('.', `-${version}.`)
}

/** Names of files of any version. */
export function findVersionFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => FILE_NAME.test(name))
  } catch {
    return []
  }
}

/** Those that no hook can be about to start. */
export function findOutdatedFiles(folder: string, version: GuardVersion, now: EpochMs): readonly string[] {
  const script = statSync(join(folder, 'guard.sh'), { throwIfNoEntry: false })
  if (script === undefined || now - script.mtimeMs < IN_USE_MS) return []
  if (!readFileSync(join(folder, 'guard.sh')).equals(version.script)) return []
  const current = new Set(version.files.map(([name]) => name))
  return findVersionFiles(folder).filter((name) => !current.has(name))
}
