import type { PageFigures, PageRun } from './figures.ts';

/** One run, or the median of many, on a few lines for people. */
export function figuresText(title: string, figures: PageFigures): string {
  const { performance, accessibility, bestPractices } = figures;
  const said = (value: number | null, unit = '') => (value === null ? '–' : `${value}${unit}`);
  const ms = (value: number | null) => said(value, ' ms');
  const { unhinderedPerformance, unhinderedLcpMs, unhinderedTbtMs } = figures;
  const unhindered =
    `  had it never waited for a core: performance ${said(unhinderedPerformance)}, ` +
    `LCP ${ms(unhinderedLcpMs)}, TBT ${ms(unhinderedTbtMs)}`;
  return [
    `${title}: performance ${said(performance)}, accessibility ${said(accessibility)}, ` +
      `best practices ${said(bestPractices)}`,
    `  LCP ${ms(figures.lcpMs)}, CLS ${said(figures.cls)}, TBT ${ms(figures.tbtMs)}, ` +
      `FCP ${ms(figures.fcpMs)}, SI ${ms(figures.siMs)}`,
    ...(unhinderedPerformance === null ? [] : [unhindered]),
    `  longest task ${ms(figures.longestTaskMs)}, ${ms(figures.longestTaskCpuMs)} of them on a core; ` +
      `machine index ${said(figures.machineIndex)}`,
  ].join('\n');
}

/** What was not passed in any run, once, with the reason of the last run that failed it. */
export function failedText(runs: readonly PageRun[]): string {
  const failed = new Map(runs.flatMap((run) => run.failed.map((audit) => [audit.id, audit])));
  if (failed.size === 0) return 'every audit passed';
  const counted = (id: string) => runs.filter((run) => run.failed.some((one) => one.id === id));
  return Array.from(failed.values(), ({ category, id, weight, reason }) => {
    const counts = weight > 0 ? `weight ${weight}` : 'does not count';
    const often = `${counted(id).length} of ${runs.length} runs`;
    return `not passed in ${often}: ${category}, ${id} (${counts}): ${reason}`;
  }).join('\n');
}
