/**
 * The items in rising order, one at a time: the first few of many cost about one look at each item. Takes the array
 * over, as a heap: no item is less than the item at half its position.
 */
export function* leastFirst<T>(items: T[], compare: (a: T, b: T) => number): Generator<T> {
  for (let place = (items.length >> 1) - 1; place >= 0; place -= 1) sink(items, place, compare)
  for (let last = items.pop(); last !== undefined; last = items.pop()) {
    const [least] = items
    if (least === undefined) {
      yield last
      continue
    }
    items[0] = last
    sink(items, 0, compare)
    yield least
  }
}

function sink<T>(items: T[], from: number, compare: (a: T, b: T) => number): void {
  const item = items[from]
  if (item === undefined) return
  let place = from
  for (;;) {
    const below = lesserBelow(items, place, compare)
    const next = items[below]
    if (next === undefined || compare(item, next) <= 0) break
    items[place] = next
    place = below
  }
  items[place] = item
}

function lesserBelow<T>(items: readonly T[], place: number, compare: (a: T, b: T) => number): number {
  const left = 2 * place + 1
  const [one, other] = [items[left], items[left + 1]]
  return one !== undefined && other !== undefined && compare(other, one) < 0 ? left + 1 : left
}
