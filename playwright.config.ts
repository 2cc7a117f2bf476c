import { defineConfig, type Project } from '@playwright/test';
import type { WorkerFixtures } from './e2e/fixtures/test.ts';
import { engineNames, findEngine } from './e2e/support/engines.ts';

type EngineProject = Project<object, WorkerFixtures>;

const inCi = process.env['CI'] !== undefined;
const engines = engineNames.map(findEngine);

/** What has nothing to do with an engine, or is dear and differs in none, runs in the first one only. */
const onceOnly = {
  testIgnore: /(?:budget|desk-reading|development|operator|long-board|renders)\.spec\.ts$/,
  grepInvert: /@once/,
};

export default defineConfig<object, WorkerFixtures>({
  testDir: 'e2e',
  globalSetup: './e2e/support/announce-engines.ts',
  outputDir: 'test-results/e2e',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  workers: 2,
  fullyParallel: true,
  forbidOnly: inCi,
  // A test that passes the second time has found something.
  retries: 0,
  // A passing test waits for nothing; a busy machine with two cores may take this long all the same.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  ...(inCi ? { globalTimeout: 40 * 60_000 } : {}),
  use: { screenshot: 'only-on-failure', trace: { mode: 'retain-on-failure', screenshots: false } },
  projects: engines.map((engine): EngineProject => {
    // A stock WebKitGTK by the bridge is smoke-test grade: there alone a second try is allowed, and said at the start.
    const isBridge = engine.kind === 'found' && engine.driver === 'bridge';
    return {
      name: engine.name,
      ...(engine.name === engineNames[0] ? {} : onceOnly),
      retries: isBridge ? 1 : 0,
      use: { engine },
    };
  }),
});
