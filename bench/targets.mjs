/** The figures to reach, each at the row of the table that shows it. */
const TARGETS = [
  {
    part: 'commit',
    row: 'guard, no lock',
    what: 'commit, guard installed, no foreign lock',
    reach: 'at most 8 ms over no hook',
    limit: 8,
    unit: 'ms',
    valueOf: (rows, row) => row.ms - msOf(rows, 'no hook'),
  },
  {
    part: 'commit',
    row: 'guard, 1,000 foreign locks',
    what: 'commit, 1,000 foreign locks, 1 staged file',
    reach: 'at most 1.35 x an empty Node hook',
    limit: 1.35,
    unit: 'x',
    valueOf: (rows, row) => row.ms / msOf(rows, 'empty Node hook'),
  },
  ...[
    ['5,000 staged, guard, 1,000 foreign locks', 'commit, 1,000 locks, 5,000 staged'],
    ['100,000 staged, guard, 10,000 foreign locks', 'commit, 10,000 locks, 100,000 staged'],
  ].map(([row, what]) => ({
    part: 'staged',
    row,
    what,
    reach: 'at most 1.6 x an empty Node hook',
    limit: 1.6,
    unit: 'x',
    valueOf: ofTheRowAbove,
  })),
  {
    part: 'staged',
    row: '100,000 staged, guard, 10,000 foreign locks',
    what: 'commit, 10,000 locks, 100,000 staged, in all',
    reach: 'at most 1,500 ms',
    limit: 1_500,
    unit: 'ms',
    valueOf: (_rows, row) => row.ms,
  },
  {
    part: 'push',
    row: '10,000 commits, pre-push, 1,000 foreign locks',
    what: 'pre-push over 10,000 commits',
    reach: 'at most 1.3 x rev-list | diff-tree',
    limit: 1.3,
    unit: 'x',
    valueOf: ofTheRowAbove,
  },
  {
    part: 'strict',
    row: 'fetch of 100 refs, strict, 1,000 foreign locks',
    what: 'fetch of 100 refs in strict mode',
    reach: 'at most 1.5 x an empty sh hook',
    limit: 1.5,
    unit: 'x',
    valueOf: ofTheRowAbove,
  },
  ...['an edit that passes', 'an edit that is denied'].map((what) => ({
    part: 'agentHook',
    row: `${what}, 1,000 foreign locks`,
    what: `agent-hook: ${what}`,
    reach: 'at most 60 ms over an empty Node script',
    limit: 60,
    unit: 'ms',
    valueOf: (rows, row) => row.ms - msOf(rows, 'empty Node script'),
  })),
  ...[
    ['100', 2],
    ['1,000', 5],
    ['10,000', 40],
  ].map(([held, limit]) => ({
    part: 'acquire',
    row: `acquire, ${held} locks held`,
    what: `acquire, ${held} locks held`,
    reach: `p50 at most ${limit} ms`,
    limit,
    unit: 'ms',
    valueOf: (_rows, row) => row.ms,
  })),
  {
    part: 'fleet',
    row: '8 processes, overlapping globs',
    what: '8 processes on overlapping globs',
    reach: 'at least 100 acquisitions/s',
    limit: 100,
    unit: '/s',
    isFloor: true,
    valueOf: (_rows, row) => row.perSecond,
  },
]

/** Each target of the measured parts, with the result of this run. */
export function judge(measured) {
  return TARGETS.filter(({ part }) => measured[part] !== undefined).map((target) => {
    const rows = measured[target.part]
    const value = target.valueOf(
      rows,
      rows.find(({ name }) => name === target.row),
    )
    return { ...target, value, isReached: target.isFloor ? value >= target.limit : value <= target.limit }
  })
}

/** The target of a row of a table, for the cell beside it. */
export function reachOf(part, name) {
  return TARGETS.filter((target) => target.part === part && target.row === name)
    .map(({ reach }) => reach)
    .join(', ')
}

export function msOf(rows, name) {
  return rows.find((row) => row.name === name).ms
}

function ofTheRowAbove(rows, row) {
  return row.ms / rows[rows.indexOf(row) - 1].ms
}
