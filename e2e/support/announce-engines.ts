import type { FullConfig } from '@playwright/test';
import type { WorkerFixtures } from '../fixtures/test.ts';
import { describeEngine } from './engines.ts';

/** Playwright's global set-up: says which browsers were found, and which may try again. */
export default function announceEngines({ projects }: FullConfig<object, WorkerFixtures>): void {
  for (const { use, retries } of projects) {
    const again = retries > 0 ? ` (a failed test is tried ${retries + 1} times)` : '';
    if (use.engine !== undefined) console.log(describeEngine(use.engine) + again);
  }
}
