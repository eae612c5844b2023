import { defineConfig } from 'vitest/config';

/** Pure code, whose tests leave nothing behind: they share one process each worker, which spares loading it anew. */
const PURE = ['src/kernel/**/*.test.ts', 'src/contract/**/*.test.ts', 'web/**/*.test.ts'];

export default defineConfig({
  test: {
    testTimeout: 300_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    reporters: ['default'],
    globalSetup: ['test/support/database-server.ts'],
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: { name: 'whole', include: ['src/**/*.test.ts', 'test/**/*.test.ts'], exclude: PURE },
      },
    ],
  },
});
