import { defineConfig } from 'vitest/config';
import { deploySummaryFile } from '../../scripts/tools/vitest-summary.ts';

/** The files under `deploy/`, with the real balancers where they are installed. */
export default defineConfig({
  test: {
    dir: 'deploy/test',
    include: ['**/*.test.ts'],
    reporters: ['default', ['./scripts/tools/vitest-summary.ts', { file: deploySummaryFile }]],
    testTimeout: 45_000,
    hookTimeout: 45_000,
    maxWorkers: 2,
    allowOnly: process.env['CI'] === undefined,
  },
});
