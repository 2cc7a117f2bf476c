/** What one runner did, in the words that every runner shares. */
export interface TestSummary {
  readonly passed: number;
  readonly failed: readonly NamedTest[];
  readonly skipped: readonly NamedTest[];
}

/** A test that did not pass, and why. */
export interface NamedTest {
  readonly title: string;
  readonly reason: string;
}

export const noReason = 'no reason given';

/** The sum, where a skip is counted and never silent. */
export function closingLine(summaries: readonly TestSummary[]): string {
  const count = (of: (summary: TestSummary) => number): number =>
    summaries.reduce((sum, summary) => sum + of(summary), 0);
  const passed = count((summary) => summary.passed);
  const failed = count((summary) => summary.failed.length);
  const skipped = count((summary) => summary.skipped.length);
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
