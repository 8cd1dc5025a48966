/** What one column of the report says: nothing was violated, or how often and how. */
export interface Outcome {
  readonly violations: number
  /** Figures of the run, in a few words. */
  readonly summary: string
  /** Some of the violations, one line each. */
  readonly examples: readonly string[]
}

/** One row of the report: the same load and faults for our implementation and for the naive one. */
export interface Part {
  readonly promise: string
  readonly load: string
  readonly faults: string
  readonly ours: Outcome
  /** Null where there is nothing to compare with, for the reason given. */
  readonly naive: Outcome | { readonly left: string }
}

export interface Stand {
  /** About a fiftieth of the load. */
  readonly isShort: boolean
  readonly seed: number
  /** A folder of this scenario alone, on a real disk; gone afterwards. */
  readonly folder: string
  /** The same on a file system in memory, where there is one; else also on disk. */
  readonly memory: string
  /** Of the repository. */
  readonly root: string
  /** The package as it was built when the run began: whoever builds meanwhile disturbs nobody. */
  readonly built: string
  readonly say: (text: string) => void
}

export interface Scenario {
  /** A word, for `--only`. */
  readonly name: string
  readonly title: string
  readonly run: (stand: Stand) => Promise<readonly Part[]>
}

const MOST_EXAMPLES = 8

/** Counts violations and keeps the first few that differ in more than their numbers. */
export interface Tally {
  readonly note: (violation: string) => void
  /** Takes over what another process found. */
  readonly add: (outcome: Pick<Outcome, 'violations' | 'examples'>) => void
  readonly outcome: (summary: string) => Outcome
}

export function openTally(): Tally {
  let violations = 0
  const examples: string[] = []
  const kinds = new Set<string>()
  const keep = (example: string): void => {
    const kind = example.replace(/\d+/g, '#')
    if (examples.length < MOST_EXAMPLES && !kinds.has(kind)) examples.push(example)
    kinds.add(kind)
  }
  return {
    note: (violation) => {
      violations += 1
      keep(violation)
    },
    add: (outcome) => {
      violations += outcome.violations
      for (const example of outcome.examples) keep(example)
    },
    outcome: (summary) => ({ violations, summary, examples }),
  }
}

/** Again where it was not caught: what is wrong with it shows only when two meet at the wrong moment. */
export async function runUntilCaught(run: () => Promise<Outcome>, attempts: number): Promise<Outcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await run()
    if (outcome.violations > 0 || attempt === attempts) return outcome
  }
}

/** Which of the two a worker works with. */
export type Side = 'ours' | 'naive'
