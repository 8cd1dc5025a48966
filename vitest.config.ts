import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/poison-home.ts'],
    // Tests mostly wait for processes of theirs: one worker less than there are cores leaves half of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Real git and real processes on two cores: one slow disk must not fail a test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
