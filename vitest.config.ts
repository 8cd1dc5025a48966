import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/poison-home.ts'],
    // Real git and real processes on two cores: one slow disk must not fail a test.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
