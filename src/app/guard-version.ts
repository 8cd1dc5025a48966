import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { MINUTE_MS, type EpochMs } from '../core/time.js'

/**
 * The guard is four files, and each version of them has names of its own. `guard.sh` names the one to start, and is
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
const FILE_NAME = /^(?:guard(-late)?(-[0-9a-f]{12})?\.cjs|push-listing(-[0-9a-f]{12})?\.sh|far(-[0-9a-f]{12})?\.awk)$/
/** A hook is over after one, whatever happens in it. */
const IN_USE_MS = 60 * MINUTE_MS

export function loadGuardVersion(packageRoot: string): GuardVersion {
  const guard = readFileSync(join(packageRoot, 'dist/guard.cjs'))
  const late = readFileSync(join(packageRoot, 'dist/guard-late.cjs'))
  const listing = readFileSync(join(packageRoot, 'hooks/push-listing.sh'))
  const far = readFileSync(join(packageRoot, 'hooks/far.awk'))
  const version = createHash('sha256').update(guard).update(late).update(listing).update(far).digest('hex').slice(0, 12)
  const name = `guard-${version}.cjs`
  const script = readFileSync(join(packageRoot, 'hooks/guard.sh'), 'latin1').replace(NAMED, `guard=${name}`)
  return {
    name,
    files: [
      [`guard-late-${version}.cjs`, late],
      [`push-listing-${version}.sh`, listing],
      [`far-${version}.awk`, far],
      [name, guard],
    ],
    script: Buffer.from(script, 'latin1'),
  }
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
