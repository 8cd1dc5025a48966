import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'

const HAS_PROC = process.platform === 'linux' || process.platform === 'android'
const IS_MAC = process.platform === 'darwin'

/** When a process was started, as the system counts it; empty where it tells none. */
export function startTimeOf(pid: number): string {
  if (HAS_PROC) return quietly(() => parseStartTime(readFileSync(`/proc/${pid}/stat`, 'latin1')))
  return IS_MAC ? ask('ps', ['-o', 'lstart=', '-p', String(pid)]) : ''
}

/** Which run of the machine this is; empty where the system tells none. */
export function bootIdOf(): string {
  if (HAS_PROC) return quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim())
  return IS_MAC ? ask('sysctl', ['-n', 'kern.boottime']) : ''
}

/** Where pids are counted apart from the rest of the machine, as in a container; empty elsewhere. */
export function pidNamespaceOf(): string {
  return HAS_PROC ? quietly(() => readlinkSync('/proc/self/ns/pid')) : ''
}

/** Field 22 of proc(5). The name in field 2 may hold spaces and parentheses, so fields count from its end. */
export function parseStartTime(stat: string): string {
  const afterName = stat.slice(stat.lastIndexOf(')') + 1).trim()
  return afterName.split(' ')[19] ?? ''
}

/** In one language and time zone, or the same moment would read as two. */
function ask(program: string, args: readonly string[]): string {
  const env = { PATH: '/bin:/usr/bin:/sbin:/usr/sbin', LC_ALL: 'C', TZ: 'UTC' }
  return quietly(() => execFileSync(program, args, { env, encoding: 'utf8', stdio: 'pipe', timeout: 5_000 }).trim())
}

function quietly(find: () => string): string {
  try {
    return find()
  } catch {
    return ''
  }
}
