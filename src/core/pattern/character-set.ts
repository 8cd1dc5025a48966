/** From and to, both included, as UTF-16 units. */
export type Range = readonly [from: number, to: number]

/** Sorted, disjoint, not adjacent. */
export type CharacterSet = readonly Range[]

export const SLASH = 0x2f
export const LAST_UNIT = 0xffff

/** NUL is in no path. */
export const ANY_UNIT: CharacterSet = [[1, LAST_UNIT]]
export const NAME_UNIT: CharacterSet = [
  [1, SLASH - 1],
  [SLASH + 1, LAST_UNIT],
]

export function toCharacterSet(ranges: readonly Range[]): CharacterSet {
  const merged: [number, number][] = []
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

export function hasUnit(set: CharacterSet, unit: number): boolean {
  for (const [from, to] of set) {
    if (unit < from) return false
    if (unit <= to) return true
  }
  return false
}

export function intersect(a: CharacterSet, b: CharacterSet): CharacterSet {
  if (a === b) return a
  const shared: Range[] = []
  let i = 0
  let j = 0
  for (let x = a[i], y = b[j]; x !== undefined && y !== undefined; x = a[i], y = b[j]) {
    const from = Math.max(x[0], y[0])
    const to = Math.min(x[1], y[1])
    if (from <= to) shared.push([from, to])
    if (x[1] < y[1]) i += 1
    else j += 1
  }
  return shared
}

/** Everything that may stand in a name, but for `set`. */
export function nameUnitsWithout(set: CharacterSet): CharacterSet {
  const gaps: Range[] = []
  let from = 1
  for (const [first, last] of set) {
    if (from < first) gaps.push([from, first - 1])
    from = last + 1
  }
  if (from <= LAST_UNIT) gaps.push([from, LAST_UNIT])
  return intersect(gaps, NAME_UNIT)
}
