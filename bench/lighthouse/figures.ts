import type { AuditResult } from './audit-page.ts';
import { longestTask } from './longest-task.ts';
import { failedAudits, type FailedAudit } from './report.ts';

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

export function figuresOf({ report, trace }: AuditResult): PageRun {
  const { categories, audits, environment, runtimeError } = report;
  if (runtimeError !== undefined) throw new Error(`Lighthouse: ${runtimeError.message}`);
  const score = (category: string) => {
    const value = categories[category]?.score ?? null;
    return value === null ? null : Math.round(value * 100);
  };
  const value = (audit: string, digits = 0) => rounded(audits[audit]?.numericValue ?? null, digits);
  const task = longestTask(trace);
  return {
    figures: {
      performance: score('performance'),
      accessibility: score('accessibility'),
      bestPractices: score('best-practices'),
      lcpMs: value('largest-contentful-paint'),
      cls: value('cumulative-layout-shift', 4),
      tbtMs: value('total-blocking-time'),
      fcpMs: value('first-contentful-paint'),
      siMs: value('speed-index'),
      longestTaskMs: rounded(task?.wallMs ?? null, 0),
      longestTaskCpuMs: rounded(task?.cpuMs ?? null, 0),
      machineIndex: rounded(environment.benchmarkIndex, 0),
    },
    longestTaskScript: task?.script ?? null,
    failed: failedAudits(report),
  };
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
