const WARM_UP = 2

/** Runs the cases in turn, `rounds` times, so that what the machine does meanwhile hits all alike. Medians in ms. */
export async function interleave(cases, rounds) {
  const times = cases.map(() => [])
  for (let round = 0; round < rounds + WARM_UP; round += 1) {
    for (const [index, { run }] of cases.entries()) {
      const took = await run(round)
      if (round >= WARM_UP) times[index].push(took)
    }
  }
  return cases.map(({ name }, index) => ({ name, ms: median(times[index]) }))
}

/** Milliseconds of one call. */
export async function time(call) {
  const begin = process.hrtime.bigint()
  await call()
  return Number(process.hrtime.bigint() - begin) / 1e6
}

export function median(values) {
  return percentile(values, 0.5)
}

export function percentile(values, share) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]
}
