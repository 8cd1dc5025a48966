import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'

const HAS_PROC = process.platform === 'linux' || process.platform === 'android'
const IS_MAC = process.platform === 'darwin'

/** The start time of a process, as the system counts it; empty if the system tells none. */
export function startTimeOf(pid: number): string {
  if (HAS_PROC) return quietly(() => parseStartTime(readFileSync(`/proc/${pid}/stat`, 'latin1')))
  return IS_MAC ? ask('ps', ['-o', 'lstart=', '-p', String(pid)]) : ''
}

/** Identifies the current boot of the machine; empty if the system tells none. */
export function bootIdOf(): string {
  if (HAS_PROC) return quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim())
  return IS_MAC ? ask('sysctl', ['-n', 'kern.boottime']) : ''
}

/** Identifies the pid namespace, such as that of a container; empty on a system without any. */
export function pidNamespaceOf(): string {
  return HAS_PROC ? quietly(() => readlinkSync('/proc/self/ns/pid')) : ''
}

/** Field 22 of proc(5). The name in field 2 may hold spaces and parentheses, so fields count from its end. */
export function parseStartTime(stat: string): string {
  const afterName = stat.slice(stat.lastIndexOf(')') + 1).trim()
  return afterName.split(' ')[19] ?? ''
}

/** The program runs in a fixed language and time zone: otherwise one moment could read as two. */
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
