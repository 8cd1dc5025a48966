/** When somebody was sure to hold what: in milliseconds of the monotonic clock that all processes share. */
export interface Hold {
  readonly agent: string
  readonly paths: readonly string[]
  readonly from: number
  readonly until: number
}

export type Clash = readonly [Hold, Hold]

/** Pairs of different agents that held the same path at the same time. */
export function findViolations(holds: readonly Hold[]): readonly Clash[] {
  const clashes: Clash[] = []
  let active: Hold[] = []
  for (const hold of [...holds].sort((a, b) => a.from - b.from)) {
    active = active.filter((other) => other.until > hold.from)
    for (const other of active) {
      if (other.agent !== hold.agent && hold.paths.some((path) => other.paths.includes(path)))
        clashes.push([other, hold])
    }
    active.push(hold)
  }
  return clashes
}

export function describeClash([first, second]: Clash): string {
  const overlapMs = Math.min(first.until, second.until) - second.from
  const shared = second.paths.filter((path) => first.paths.includes(path))
  return `${first.agent} and ${second.agent} both held ${shared.join(', ')} for ${overlapMs.toFixed(2)} ms`
}
