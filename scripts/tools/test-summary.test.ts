import type { JSONReport, JSONReportTest } from '@playwright/test/reporter';
import { describe, expect, it } from 'vitest';
import { summarizePlaywright } from './playwright-summary.ts';
import { closingLine } from './test-summary.ts';

type Outcome = JSONReportTest['status'];
type ResultStatus = JSONReportTest['results'][number]['status'];

function reportOf(
  tests: readonly [Outcome, readonly ResultStatus[], string?][],
  errors: string[] = [],
): JSONReport {
  const specs = tests.map(([status, results, reason], index) => ({
    title: `test ${index}`,
    file: 'live.spec.ts',
    line: index,
    tests: [
      {
        projectName: 'firefox',
        status,
        results: results.map((result) => ({ status: result, error: { message: 'it broke' } })),
        annotations: reason === undefined ? [] : [{ type: 'skip', description: reason }],
      },
    ],
  }));
  const suites = [{ specs: [], suites: [{ specs }] }];
  return { suites, errors: errors.map((message) => ({ message })) } as unknown as JSONReport;
}

describe('the sum', () => {
  it('counts what Playwright reports, and tells what passed only at a second try', () => {
    const report = reportOf([
      ['expected', ['passed']],
      ['flaky', ['failed', 'passed']],
      ['unexpected', ['failed']],
      ['skipped', ['skipped'], 'no touch here'],
    ]);
    const summary = summarizePlaywright(report);
    expect(summary).toMatchObject({ passed: 2 });
    expect(summary.failed).toEqual([
      { title: '[firefox] live.spec.ts:2 › test 2', reason: 'it broke' },
    ]);
    expect(summary.skipped).toEqual([
      { title: '[firefox] live.spec.ts:3 › test 3', reason: 'no touch here' },
    ]);
    expect(summary.flaky).toEqual(['[firefox] live.spec.ts:1 › test 1']);
  });

  it.each([
    ['a test that never ran', reportOf([['skipped', ['skipped']]])],
    ['a test that was broken off', reportOf([['skipped', ['interrupted']]])],
    ['an error outside of any test', reportOf([], ['no such file'])],
  ])('counts %s as failed', (_what, report) => {
    expect(summarizePlaywright(report)).toMatchObject({
      passed: 0,
      failed: [{ reason: expect.any(String) }],
      skipped: [],
    });
  });

  it('is one line', () => {
    const skipped = [{ title: 'a', reason: 'b' }];
    expect(
      closingLine([
        { passed: 3, failed: skipped, skipped },
        { passed: 2, failed: [], skipped },
      ]),
    ).toBe('5 passed, 1 failed, 2 skipped');
  });
});
