/** The number of unchanged lines that are shown around a change. */
const CONTEXT = 3

interface Line {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

/**
 * Shows the changes from one text to another line by line, as `diff -u` does. It serves for a few changes in a file of
 * any length, because it skips the equal lines at both ends.
 */
export function renderLineDiff(name: string, before: string | null, after: string | null): string {
  const lines = compareLines(splitLines(before), splitLines(after))
  const hunks = hunksOf(lines).map(renderHunk)
  const head = [
    `--- ${before === null ? '/dev/null' : `a/${name}`}`,
    `+++ ${after === null ? '/dev/null' : `b/${name}`}`,
  ]
  return [...head, ...hunks].join('\n')
}

function splitLines(text: string | null): readonly string[] {
  if (text === null || text === '') return []
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''))
  return text.endsWith('\n') ? lines.slice(0, -1) : lines
}

function compareLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1
  return [
    ...before.slice(0, head).map(same),
    ...compareMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

/** Beyond this many pairs of lines, the whole middle is shown as removed and added. */
const MAX_PAIRS = 4_000_000

/** Keeps the longest common subsequence, so that as few lines as possible are removed and added. */
function compareMiddle(before: readonly string[], after: readonly string[]): readonly Line[] {
  if ((before.length + 1) * (after.length + 1) > MAX_PAIRS) return [...before.map(gone), ...after.map(come)]
  const common = tableOf(before, after)
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < before.length && j < after.length) {
    const [old = '', fresh = ''] = [before[i], after[j]]
    const step = old === fresh ? 'same' : common(i + 1, j) >= common(i, j + 1) ? 'gone' : 'come'
    lines.push(step === 'same' ? same(old) : step === 'gone' ? gone(old) : come(fresh))
    if (step !== 'come') i += 1
    if (step !== 'gone') j += 1
  }
  return [...lines, ...before.slice(i).map(gone), ...after.slice(j).map(come)]
}

/** Counts the lines that `before` from i on and `after` from j on have in common. */
function tableOf(before: readonly string[], after: readonly string[]): (i: number, j: number) => number {
  const width = after.length + 1
  const lengths = new Uint32Array((before.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  return at
}

interface Hunk {
  readonly lines: readonly Line[]
  /** Line numbers, from 1. */
  readonly from: { readonly before: number; readonly after: number }
}

function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const isNear = (index: number): boolean =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' ')
  const hunks: { lines: Line[]; from: Hunk['from'] }[] = []
  let [before, after, last] = [1, 1, -2]
  lines.forEach((line, index) => {
    if (isNear(index)) {
      if (last !== index - 1) hunks.push({ lines: [], from: { before, after } })
      hunks.at(-1)?.lines.push(line)
      last = index
    }
    if (line.sign !== '+') before += 1
    if (line.sign !== '-') after += 1
  })
  return hunks
}

function renderHunk({ lines, from }: Hunk): string {
  const before = lines.filter(({ sign }) => sign !== '+').length
  const after = lines.filter(({ sign }) => sign !== '-').length
  const range = `@@ -${rangeOf(from.before, before)} +${rangeOf(from.after, after)} @@`
  return [range, ...lines.map(({ sign, text }) => sign + text)].join('\n')
}

/** A side without lines has the number of the line before it. */
function rangeOf(from: number, count: number): string {
  return `${count === 0 ? from - 1 : from},${count}`
}

function same(text: string): Line {
  return { sign: ' ', text }
}

function gone(text: string): Line {
  return { sign: '-', text }
}

function come(text: string): Line {
  return { sign: '+', text }
}
