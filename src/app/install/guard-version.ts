import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { MINUTE_MS, type EpochMs } from '../../core/time.js'
import { nodeDisk } from '../../disk/node-disk.js'
import { readHint, readPackageFile } from '../../disk/read-bounded.js'

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
/** Of this version or an earlier one, whatever its scripts are called. */
const VERSIONED = /^[a-z]+(?:-[a-z]+)*-[0-9a-f]{12}\.(?:cjs|sh|awk)$/
/** Before versions had names of their own. */
const UNVERSIONED = ['guard.cjs', 'guard-late.cjs']
/** A hook is over after one, whatever happens in it. */
const IN_USE_MS = 60 * MINUTE_MS

export function loadGuardVersion(packageRoot: string): GuardVersion {
  const guard = readPackageFile(join(packageRoot, 'dist/guard.cjs'))
  const late = readPackageFile(join(packageRoot, 'dist/guard-late.cjs'))
  const names = findScripts(packageRoot)
  const scripts = names.map((name) => readPackageFile(join(packageRoot, 'dist/hooks', name)))
  const version = createHash('sha256')
    .update(Buffer.concat([guard, late, ...scripts]))
    .digest('hex')
    .slice(0, 12)
  const name = `guard-${version}.cjs`
  const guardScript = readPackageFile(join(packageRoot, 'dist/hooks/guard.sh'))
    .toString('latin1')
    .replace(NAMED, `guard=${name}`)
  return {
    name,
    files: [
      [`guard-late-${version}.cjs`, late],
      ...scripts.map((script, index) => [versioned(names[index] ?? '', version), script] as const),
      [name, guard],
    ],
    script: Buffer.from(guardScript, 'latin1'),
  }
}

/** What guard.sh starts where it needs it: all that the build wrote beside it, but for what git starts. */
function findScripts(packageRoot: string): readonly string[] {
  const names = (nodeDisk.list(join(packageRoot, 'dist/hooks')) ?? []).filter((name) => /\.(?:sh|awk)$/.test(name))
  return names.filter((name) => name !== 'guard.sh').sort()
}

function versioned(name: string, version: string): string {
  return name.replace('.', `-${version}.`)
}

/** Names of files of any version. */
export function findVersionFiles(folder: string): readonly string[] {
  try {
    return (nodeDisk.list(folder) ?? []).filter((name) => VERSIONED.test(name) || UNVERSIONED.includes(name))
  } catch {
    return []
  }
}

/** Those that no hook can be about to start. */
export function findOutdatedFiles(folder: string, version: GuardVersion, now: EpochMs): readonly string[] {
  const script = join(folder, 'guard.sh')
  const writtenAt = nodeDisk.modifiedAt(script)
  if (writtenAt === null || now - writtenAt < IN_USE_MS) return []
  if (readHint(script, version.script.length)?.equals(version.script) !== true) return []
  const current = new Set(version.files.map(([name]) => name))
  return findVersionFiles(folder).filter((name) => !current.has(name))
}
