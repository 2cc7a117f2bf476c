import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { noReason, type NamedTest, type TestSummary } from './test-summary.ts';

export const unitSummaryFile = 'test-results/unit.json';
export const hostileSummaryFile = 'test-results/hostile.json';
export const deploySummaryFile = 'test-results/deploy.json';
export const benchSummaryFile = 'test-results/bench.json';

function failure(title: string, errors: readonly { readonly message: string }[]): NamedTest {
  return { title, reason: errors.map(({ message }) => message).join('; ') || noReason };
}

/** Writes a TestSummary: vitest's own JSON report leaves out why a test was skipped. */
export default class VitestSummary implements Reporter {
  readonly #file: string;

  constructor({ file = unitSummaryFile }: { readonly file?: string } = {}) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    const failed: NamedTest[] = [];
    const skipped: NamedTest[] = [];
    for (const file of modules) {
      // A file that does not load has no tests to fail.
      if (file.errors().length > 0) failed.push(failure(file.relativeModuleId, file.errors()));
      for (const test of file.children.allTests()) {
        const result = test.result();
        const title = `${file.relativeModuleId} › ${test.fullName}`;
        if (result.state === 'passed') passed += 1;
        else if (result.state === 'failed') failed.push(failure(title, result.errors));
        else {
          const reason = result.state === 'skipped' ? (result.note ?? noReason) : 'did not finish';
          skipped.push({ title, reason });
        }
      }
    }
    const summary: TestSummary = { passed, failed, skipped };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(summary));
  }
}
