import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parseStartTime } from './facts.js'

const MAX_DEPTH = 16
const HAS_PROC = process.platform === 'linux' || process.platform === 'android'

/**
 * The processes that started this one, nearest first, each as `<pid>:<start time>`, so that a later process with the
 * same pid is another one. If the system does not tell: only the nearest process, or none.
 */
export function findAncestors(): readonly string[] {
  const parents = HAS_PROC ? null : listParents()
  const found: string[] = []
  for (let pid = process.ppid; pid > 1 && found.length < MAX_DEPTH;) {
    const facts = parents === null ? readProc(pid) : { startTime: '', parent: parents.get(pid) ?? 0 }
    if (facts === null) break
    found.push(`${pid}:${facts.startTime}`)
    pid = facts.parent
  }
  return found
}

/** Field 4 of proc(5) is the parent; the name in field 2 may hold anything. */
function readProc(pid: number): { readonly startTime: string; readonly parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const afterName = stat.slice(stat.lastIndexOf(')') + 1).trim()
    return { startTime: parseStartTime(stat), parent: Number(afterName.split(' ')[1]) }
  } catch {
    return null
  }
}

/** One `ps` lists all processes. Windows has no `ps`. */
function listParents(): ReadonlyMap<number, number> {
  if (process.platform === 'win32') return new Map()
  try {
    const env = { PATH: '/bin:/usr/bin:/sbin:/usr/sbin', LC_ALL: 'C' }
    const table = execFileSync('ps', ['-axo', 'pid=,ppid='], { env, encoding: 'utf8', stdio: 'pipe', timeout: 5_000 })
    return new Map(table.split('\n').map((line) => line.trim().split(/\s+/).map(Number) as [number, number]))
  } catch {
    return new Map()
  }
}
