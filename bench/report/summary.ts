import { cpuPercent } from './json-line.ts';
import { sideText } from '../load/side-load.ts';
import { invalidBecause, type RunResult } from './run-result.ts';

/** Median and range over the valid runs of each server. */
export function summary(runs: readonly RunResult[]): string {
  const servers = new Set(runs.map(nameOf));
  return Array.from(servers, (server) => {
    const own = runs.filter((run) => nameOf(run) === server);
    const valid = own.filter((run) => invalidBecause(run).length === 0);
    if (valid.length === 0) return `${server}: no valid run of ${own.length}`;
    const of = (figure: (run: RunResult) => number) => spread(valid.map(figure));
    return [
      `${server}, ${valid.length} of ${own.length} runs valid`,
      `${of(({ load }) => load.ackedInWindow / load.windowSec)} taps/s`,
      `visible p50 ${of(({ load }) => load.visible?.p50Ms ?? NaN)} ms`,
      `p99 ${of(({ load }) => load.visible?.p99Ms ?? NaN)} ms`,
      `CPU ${of(cpuPercent)} %`,
      `${of(({ usage, load }) => (usage.cpuSec * 1e6) / load.ackedInWindow)} µs per tap`,
    ].join('; ');
  }).join('\n');
}

function nameOf({ plan }: RunResult): string {
  const side = sideText(plan.side);
  return `${plan.server} at ${plan.ratePerSec}${side === null ? '' : ` (${side})`}`;
}

function spread(figures: readonly number[]): string {
  const known = figures.filter((figure) => Number.isFinite(figure));
  if (known.length === 0) return '–';
  const sorted = known.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
  const [low = NaN] = sorted;
  const high = sorted.at(-1) ?? NaN;
  const text = (figure: number) => figure.toFixed(figure < 100 ? 1 : 0);
  return low === high ? text(median) : `${text(median)} (${text(low)} – ${text(high)})`;
}
