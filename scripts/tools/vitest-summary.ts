import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';
import { noReason, type SkippedTest, type TestSummary } from './test-summary.ts';

export const unitSummaryFile = 'test-results/unit.json';
export const hostileSummaryFile = 'test-results/hostile.json';
export const benchSummaryFile = 'test-results/bench.json';

/** Writes a TestSummary: vitest's own JSON report leaves out why a test was skipped. */
export default class VitestSummary implements Reporter {
  readonly #file: string;

  constructor({ file = unitSummaryFile }: { readonly file?: string } = {}) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    let failed = 0;
    const skipped: SkippedTest[] = [];
    for (const file of modules) {
      // A file that does not load has no tests to fail.
      if (file.errors().length > 0) failed += 1;
      for (const test of file.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') passed += 1;
        else if (result.state === 'failed') failed += 1;
        else {
          const reason = result.state === 'skipped' ? (result.note ?? noReason) : 'did not finish';
          skipped.push({ title: `${file.relativeModuleId} › ${test.fullName}`, reason });
        }
      }
    }
    const summary: TestSummary = { passed, failed, skipped };
    mkdirSync(dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(summary));
  }
}
