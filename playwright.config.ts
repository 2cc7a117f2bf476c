import { defineConfig, type Project } from '@playwright/test';
import type { WorkerFixtures } from './e2e/fixtures/test.ts';
import { describeEngine, engineNames, findEngine } from './e2e/support/engines.ts';

type EngineProject = Project<object, WorkerFixtures>;

const inCi = process.env['CI'] !== undefined;
const engines = engineNames.map(findEngine);

/** Workers read this file too; the choice is told once. */
const isMainProcess = process.env['TEST_WORKER_INDEX'] === undefined;
if (isMainProcess) for (const engine of engines) console.log(describeEngine(engine));

export default defineConfig<object, WorkerFixtures>({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  workers: 2,
  fullyParallel: true,
  forbidOnly: inCi,
  // A test that passes the second time has found something.
  retries: 0,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  ...(inCi ? { globalTimeout: 8 * 60_000 } : {}),
  use: { screenshot: 'only-on-failure', trace: 'retain-on-failure' },
  projects: engines.map((engine): EngineProject => {
    // A stock WebKitGTK by the bridge is smoke-test grade: there alone a second try is allowed, and told.
    const isBridge = engine.kind === 'found' && engine.driver === 'bridge';
    if (isBridge && isMainProcess) console.log('webkit: may try a failed test once more');
    return {
      name: engine.name,
      retries: isBridge ? 1 : 0,
      use: { engine },
    };
  }),
});
