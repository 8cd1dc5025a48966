import { execFileSync } from 'node:child_process'
import { accessSync, constants, statfsSync, writeFileSync } from 'node:fs'
import { arch, cpus, loadavg, platform, release } from 'node:os'
import { join } from 'node:path'

/** Where Linux keeps a file system in memory. There a sync costs nothing, and the races are closer together. */
const MEMORY = '/dev/shm'

/** Names of the magic numbers that statfs(2) gives. */
const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  0xef53: 'ext4',
  0x01021994: 'tmpfs',
  0x9123683e: 'btrfs',
  0x58465342: 'xfs',
  0x794c7630: 'overlayfs',
  0x6969: 'nfs',
  0x1a: 'apfs',
}

/** What a reader needs to know to compare. */
export function describeEnvironment(folder: string): readonly string[] {
  return [
    `Node ${process.versions.node} on ${platform()} ${release()} (${arch()}), ${cpus().length} processors, ${gitVersion()}`,
    `File systems: ${fileSystemOf(folder)}, and ${fileSystemOf(memoryFolder(folder))} where a part says "in memory"`,
  ]
}

/** How many processes wanted a processor in the last minute: others may have been at work beside. */
export function describeLoad(): string {
  return (loadavg()[0] ?? 0).toFixed(1)
}

export function memoryFolder(folder: string): string {
  try {
    accessSync(MEMORY, constants.W_OK)
    return MEMORY
  } catch {
    return folder
  }
}

/** Real git and real hooks, without the settings of whoever runs this. */
export function poisonEnvironment(folder: string): void {
  const poisoned = /^(GIT_|HOLDFAST_|CLAUDE|CODEX_|CURSOR_|GEMINI_|COPILOT_|AMP_|HUSKY|XDG_|NODE_OPTIONS|NODE_EXTRA)/
  for (const name of Object.keys(process.env)) if (poisoned.test(name)) Reflect.deleteProperty(process.env, name)
  const config = join(folder, 'gitconfig')
  writeFileSync(config, '[user]\n\tname = Nobody\n\temail = nobody@example.org\n[init]\n\tdefaultBranch = main\n')
  const home = { HOME: folder, USERPROFILE: folder, GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: '1', TZ: 'UTC' }
  Object.assign(process.env, home)
}

function fileSystemOf(folder: string): string {
  const { type } = statfsSync(folder)
  return FILE_SYSTEMS[type] ?? `0x${type.toString(16)}`
}

function gitVersion(): string {
  return execFileSync('git', ['--version'], { encoding: 'utf8' }).trim()
}
