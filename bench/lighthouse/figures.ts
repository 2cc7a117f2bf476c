import type { AuditResult } from './audit-page.ts';
import { longestTask } from './longest-task.ts';
import { failedAudits, type FailedAudit, type LighthouseReport } from './report.ts';

/** Scores from 0 to 100, times in ms; what Lighthouse did not say is null. */
export interface PageFigures {
  readonly performance: number | null;
  readonly accessibility: number | null;
  readonly bestPractices: number | null;
  readonly lcpMs: number | null;
  readonly cls: number | null;
  readonly tbtMs: number | null;
  readonly fcpMs: number | null;
  readonly siMs: number | null;
  /** Had the page never waited for a core; null where throttling is not reckoned. */
  readonly unhinderedPerformance: number | null;
  readonly unhinderedLcpMs: number | null;
  readonly unhinderedTbtMs: number | null;
  /** Of the longest task: how long it took, and for how much of that it had a core. Before any throttling is reckoned. */
  readonly longestTaskMs: number | null;
  readonly longestTaskCpuMs: number | null;
  /** How fast Lighthouse found this machine; below 1,000 its phone comes out slower than it is meant. */
  readonly machineIndex: number | null;
}

export interface PageRun {
  readonly figures: PageFigures;
  readonly longestTaskScript: string | null;
  readonly failed: readonly FailedAudit[];
}

export function figuresOf({ report, unhindered, trace }: AuditResult): PageRun {
  if (report.runtimeError !== undefined) throw new Error(report.runtimeError.message);
  const task = longestTask(trace);
  return {
    figures: {
      performance: scoreOf(report, 'performance'),
      accessibility: scoreOf(report, 'accessibility'),
      bestPractices: scoreOf(report, 'best-practices'),
      lcpMs: valueOf(report, 'largest-contentful-paint'),
      cls: valueOf(report, 'cumulative-layout-shift', 4),
      tbtMs: valueOf(report, 'total-blocking-time'),
      fcpMs: valueOf(report, 'first-contentful-paint'),
      siMs: valueOf(report, 'speed-index'),
      unhinderedPerformance: scoreOf(unhindered, 'performance'),
      unhinderedLcpMs: valueOf(unhindered, 'largest-contentful-paint'),
      unhinderedTbtMs: valueOf(unhindered, 'total-blocking-time'),
      longestTaskMs: rounded(task?.wallMs ?? null, 0),
      longestTaskCpuMs: rounded(task?.cpuMs ?? null, 0),
      machineIndex: rounded(report.environment.benchmarkIndex, 0),
    },
    longestTaskScript: task?.script ?? null,
    failed: failedAudits(report),
  };
}

function scoreOf(report: LighthouseReport | null, category: string): number | null {
  const score = report?.categories[category]?.score ?? null;
  return score === null ? null : Math.round(score * 100);
}

function valueOf(report: LighthouseReport | null, audit: string, digits = 0): number | null {
  return rounded(report?.audits[audit]?.numericValue ?? null, digits);
}

/** Of each figure its own median, over the runs that have it. */
export function medianFigures(runs: readonly PageFigures[]): PageFigures {
  const names = Object.keys(runs[0] ?? {}) as (keyof PageFigures)[];
  return Object.fromEntries(
    names.map((name) => [name, median(runs.map((run) => run[name]))]),
  ) as unknown as PageFigures;
}

function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}
