import type { JSONReport, JSONReportSuite, JSONReportTest } from '@playwright/test/reporter';
import { noReason, type NamedTest, type TestSummary } from './test-summary.ts';

export const e2eReportFile = 'test-results/e2e.json';

interface ReportedTest {
  readonly title: string;
  readonly test: JSONReportTest;
}

function testsOf(suite: JSONReportSuite): ReportedTest[] {
  const own = suite.specs.flatMap((spec) =>
    spec.tests.map((test) => ({
      title: `[${test.projectName}] ${spec.file}:${spec.line} › ${spec.title}`,
      test,
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}

/** Why a test skipped itself. Undefined for one that a run cut short never came to, or broke off: it is no skip. */
function skipReason(test: JSONReportTest): string | undefined {
  const annotation = test.annotations.find(({ type }) => type === 'skip' || type === 'fixme');
  return annotation && (annotation.description ?? noReason);
}

export interface PlaywrightSummary extends TestSummary {
  /** Passed, but not at the first try. */
  readonly flaky: readonly string[];
}

/** Reads Playwright's JSON report. What went wrong outside of any test counts as failed too. */
export function summarizePlaywright({ suites, errors }: JSONReport): PlaywrightSummary {
  let passed = 0;
  const failed: NamedTest[] = errors.map(({ message = noReason }) => ({
    title: 'outside of any test',
    reason: message,
  }));
  const skipped: NamedTest[] = [];
  const flaky: string[] = [];
  for (const { title, test } of suites.flatMap(testsOf)) {
    switch (test.status) {
      case 'expected':
        passed += 1;
        break;
      case 'flaky':
        passed += 1;
        flaky.push(title);
        break;
      case 'unexpected':
        failed.push({ title, reason: test.results.at(-1)?.error?.message ?? noReason });
        break;
      case 'skipped': {
        const reason = skipReason(test);
        if (reason === undefined) failed.push({ title, reason: 'it did not run to its end' });
        else skipped.push({ title, reason });
        break;
      }
    }
  }
  return { passed, failed, skipped, flaky };
}
