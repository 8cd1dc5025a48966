import { availableParallelism } from 'node:os'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'

/** What every project has. A time limit is a safety net for a test that hangs, and decides no verdict: two cores may be busy. */
const COMMON = { globalSetup: ['test/support/poison-home.ts'], testTimeout: 120_000, hookTimeout: 120_000 }
const WITH_BUNDLES = { ...COMMON, globalSetup: [...COMMON.globalSetup, 'test/support/build-bundles.ts'] }

const SWEEPS = 'test/**/*.sweep.test.ts'
const SLOW = 'test/**/*.slow.test.ts'

/**
 * `npm run test:unit` runs `unit`, `npm test` also `rules` and `scenarios`, and `npm run test:slow` what those leave out:
 * `*.slow.test.ts`, and the whole of each `*.sweep.test.ts`, of which the others run a part.
 */
const PROJECTS: readonly TestProjectInlineConfiguration[] = [
  { test: { ...COMMON, name: 'unit', include: ['test/unit/**/*.test.ts'], exclude: [SLOW], isolate: false } },
  { test: { ...WITH_BUNDLES, name: 'rules', include: ['test/rules/**/*.test.ts'], exclude: [SLOW] } },
  { test: { ...WITH_BUNDLES, name: 'scenarios', include: ['test/scenarios/**/*.test.ts'], exclude: [SLOW] } },
  { test: { ...WITH_BUNDLES, name: 'slow', include: [SLOW, SWEEPS], provide: { sweep: 'whole' } } },
]

export default defineConfig({
  test: {
    projects: [...PROJECTS],
    // Tests mostly wait for processes of theirs: one worker less than there are cores leaves half of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
