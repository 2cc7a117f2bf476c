import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{app,components,lib,scripts,simulate,testing,torture}/**/*.test.{ts,tsx}',
      'server.test.ts',
    ],
    typecheck: { enabled: false },
    setupFiles: ['./scripts/tools/vitest-setup.ts'],
    globalSetup: ['./testing/servers/servers-for-tests.ts'],
    reporters: ['default', './scripts/tools/vitest-summary.ts'],
    // Generous beside what a unit test needs: the machine that runs all checks has two cores.
    testTimeout: 15_000,
    expect: { poll: { timeout: 10_000, interval: 20 } },
    // More than there are cores: half of the time is waiting, for disks and for deadlines.
    maxWorkers: 3,
    hookTimeout: 15_000,
    teardownTimeout: 5_000,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    allowOnly: process.env['CI'] === undefined,
  },
});
