import { defineConfig } from 'vitest/config';
import { hostileSummaryFile } from '../scripts/tools/vitest-summary.ts';

/** Attacks on the real server: it must be built. They wait for its deadlines, so they take longer than unit tests may. */
export default defineConfig({
  test: {
    dir: 'hostile',
    include: ['**/*.test.ts'],
    reporters: ['default', ['./scripts/tools/vitest-summary.ts', { file: hostileSummaryFile }]],
    testTimeout: 45_000,
    hookTimeout: 45_000,
    maxWorkers: 2,
    allowOnly: process.env['CI'] === undefined,
  },
});
