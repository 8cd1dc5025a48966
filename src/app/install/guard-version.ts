import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { MINUTE_MS, type EpochMs } from '../../core/time.js'
import { nodeDisk } from '../../disk/node-disk.js'
import { readHint, readPackageFile } from '../../disk/read-bounded.js'

/**
 * The guard consists of several files, whose names contain their version. `guard.sh` names the version to start, and is
 * written last and whole: a hook that runs while `init` writes finds all files of one version.
 */
export interface GuardVersion {
  /** `guard-1a2b3c4d5e6f.cjs` */
  readonly name: string
  readonly files: readonly (readonly [name: string, content: Buffer])[]
  /** The package's `guard.sh`, which names this version. */
  readonly script: Buffer
}

const NAMED = /^guard=.*$/m
/** Matches the files of any version, whatever its scripts are called. */
const VERSIONED = /^[a-z]+(?:-[a-z]+)*-[0-9a-f]{12}\.(?:cjs|sh|awk)$/
/** The files of the first versions, whose names contain no version. */
const UNVERSIONED = ['guard.cjs', 'guard-late.cjs']
/** Every hook ends within this time. */
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

/** The scripts that guard.sh starts: all that the build wrote beside it, except the hooks that git starts. */
function findScripts(packageRoot: string): readonly string[] {
  const names = (nodeDisk.list(join(packageRoot, 'dist/hooks')) ?? []).filter((name) => /\.(?:sh|awk)$/.test(name))
  return names.filter((name) => name !== 'guard.sh').sort()
}

function versioned(name: string, version: string): string {
  return name.replace('.', `-${version}.`)
}

/** The names of the guard's files of all versions. */
export function findVersionFiles(folder: string): readonly string[] {
  try {
    return (nodeDisk.list(folder) ?? []).filter((name) => VERSIONED.test(name) || UNVERSIONED.includes(name))
  } catch {
    return []
  }
}

/** The files of other versions, once no running hook can start them any more. */
export function findOutdatedFiles(folder: string, version: GuardVersion, now: EpochMs): readonly string[] {
  const script = join(folder, 'guard.sh')
  const writtenAt = nodeDisk.modifiedAt(script)
  if (writtenAt === null || now - writtenAt < IN_USE_MS) return []
  if (readHint(script, version.script.length)?.equals(version.script) !== true) return []
  const current = new Set(version.files.map(([name]) => name))
  return findVersionFiles(folder).filter((name) => !current.has(name))
}
