import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

/**
 * What goes wrong at the n-th call that this process makes of the file system, counted from `arm`:
 *
 * - `dead`: nothing from this call on reaches the disk, as after a kill
 * - `killed`: the process kills itself before the call
 * - `instead`, `after`: the call fails before it has done anything, or after it has done everything
 * - `torn`: a write stops halfway and fails; `short`: a write or read stops halfway, and says so
 * - `stopped`: the process stops itself before the call, until somebody lets it go on
 */
export type FaultKind = 'dead' | 'killed' | 'instead' | 'after' | 'torn' | 'short' | 'stopped'

export interface Fault {
  readonly call: number
  readonly kind: FaultKind
  readonly errno: string
}

export interface FaultyFiles {
  /** Gives how many calls there were, and whether the fault has happened. */
  readonly disarm: () => { readonly calls: number; readonly isHit: boolean }
  /** @param counts which calls are counted */
  readonly arm: (fault: Fault, counts: 'all' | 'changes') => void
}

/** Of all that a program may call, what this one does; the last four only the naive one. */
const CHANGES = [
  'fsyncSync',
  'linkSync',
  'mkdirSync',
  'renameSync',
  'rmdirSync',
  'unlinkSync',
  'writeSync',
  'writeFileSync',
  'openSync',
] as const
const LOOKS = ['closeSync', 'fstatSync', 'lstatSync', 'readdirSync', 'readSync', 'readFileSync', 'existsSync'] as const
type Call = (typeof CHANGES)[number] | (typeof LOOKS)[number]
type AnyFunction = (...args: readonly unknown[]) => unknown

class Dead extends Error {}

/** Stands between this process and its file system: everything that imports `node:fs` gets these calls. */
export function openFaultyFiles(): FaultyFiles {
  let plan: Fault | null = null
  let counted: 'all' | 'changes' = 'all'
  let [calls, isHit, isDead, isInside] = [0, false, false, false]
  const originals = fs as unknown as Record<Call, AnyFunction>
  for (const name of [...CHANGES, ...LOOKS]) {
    const original = originals[name]
    const direct = (args: readonly unknown[]): unknown => {
      isInside = true
      try {
        return original(...args)
      } finally {
        isInside = false
      }
    }
    originals[name] = (...args) => {
      if (plan === null || isInside) return original(...args)
      // To close changes nothing on the disk, and thousands of runs share one table of open files.
      if (isDead && name === 'closeSync') return original(...args)
      if (isDead) throw new Dead()
      if (counted === 'changes' && !isChange(name, args)) return direct(args)
      calls += 1
      if (calls !== plan.call) return direct(args)
      isHit = true
      isDead = plan.kind === 'dead'
      return happen(plan, name, args, direct)
    }
  }
  syncBuiltinESMExports()
  return {
    arm: (fault, counts) => {
      plan = fault
      counted = counts
      ;[calls, isHit, isDead] = [0, false, false]
    },
    disarm: () => {
      plan = null
      return { calls, isHit }
    },
  }
}

/** To open for reading changes nothing. */
function isChange(name: Call, args: readonly unknown[]): boolean {
  if (name !== 'openSync') return CHANGES.some((change) => change === name)
  const flags = args[1]
  return typeof flags === 'number' ? (flags & (fs.constants.O_CREAT | fs.constants.O_WRONLY)) !== 0 : flags !== 'r'
}

function happen(
  { kind, errno }: Fault,
  name: Call,
  args: readonly unknown[],
  direct: (args: readonly unknown[]) => unknown,
): unknown {
  switch (kind) {
    case 'dead':
      throw new Dead()
    case 'killed':
    case 'stopped':
      process.kill(process.pid, kind === 'killed' ? 'SIGKILL' : 'SIGSTOP')
      return direct(args)
    case 'instead':
      // A close that reports an error has closed all the same.
      if (name === 'closeSync') direct(args)
      throw refusal(errno, name)
    case 'after':
      direct(args)
      throw refusal(errno, name)
    case 'torn':
    case 'short': {
      const result = direct(halved(name, args))
      if (kind === 'torn') throw refusal(errno, name)
      return result
    }
  }
}

function refusal(errno: string, call: Call): Error {
  return Object.assign(new Error(`${errno}, ${call}`), { code: errno, syscall: call })
}

/** `write(file, bytes, offset)` and `read(file, buffer, offset, length, …)` with half the length, a text by half. */
function halved(name: Call, args: readonly unknown[]): readonly unknown[] {
  const [target, content, offset = 0, length, ...rest] = args
  if (name === 'readSync' && typeof length === 'number')
    return [target, content, offset, Math.ceil(length / 2), ...rest]
  if (name !== 'writeSync' && name !== 'writeFileSync') return args
  if (typeof content === 'string') return [target, content.slice(0, content.length / 2), ...args.slice(2)]
  if (content instanceof Uint8Array && typeof offset === 'number')
    return [target, content.subarray(0, offset + Math.ceil((content.length - offset) / 2)), offset]
  return args
}
