import { sideText } from '../load/side-load.ts';
import type { LatencySummary } from '../measure/latency-histogram.ts';
import type { LoopDelay } from '../measure/server-probe.ts';
import { cpuPercent } from './json-line.ts';
import { failuresOf, invalidBecause, type RunResult } from './run-result.ts';

/** One run for people. */
export function textReport(run: RunResult): string {
  const { plan, load, usage, tally, disk } = run;
  const cpuUs = usage.cpuSec * 1e6;
  const effects = load.ackedInWindow * plan.viewers;
  const sideLoad = sideText(plan.side);
  const side = sideLoad === null ? '' : `; ${sideLoad}`;
  const invalid = invalidBecause(run);
  const failures = failuresOf(run);
  const perSec = (count: number) => (count / load.windowSec).toFixed(0);
  const threads = usage.threads.map(
    ({ name, percent, waitedPercent }) =>
      `${name} ${percent.toFixed(0)} %, waited for the core ${waitedPercent.toFixed(0)} %`,
  );
  return [
    `${plan.server}: ${plan.viewers} viewers (${load.tappers} tap), ` +
      `${plan.rooms} ${plan.rooms === 1 ? 'room' : 'rooms'}, ` +
      `${plan.ratePerSec} taps/s due, ${load.windowSec.toFixed(1)} s measured${side}`,
    row('done', `${perSec(load.ackedInWindow)} taps/s`),
    row('tap → visible on another', latency(load.visible)),
    row('tap → acknowledged', load.ack === null ? 'none was' : latency(load.ack)),
    row(
      'server CPU',
      `${cpuPercent(run).toFixed(0)} % of a core (${threads.join('; ')}); ` +
        `${each(cpuUs / load.ackedInWindow)} µs per tap, ` +
        `${each(cpuUs / load.eventFrames)} µs per delivered event, ` +
        `${each((cpuUs * 1000) / effects)} ns per tap and viewer`,
    ),
    row('delta jitter', latency(load.jitter)),
    row('event loop', loopText(usage.loop)),
    row(
      'memory',
      `${(usage.rssBytes / 2 ** 20).toFixed(0)} MB, ` +
        `${(usage.rssBytesPerConnection / 1024).toFixed(0)} kB per connection`,
    ),
    row(
      'network',
      `${perSec(load.bytes / plan.viewers)} B/s per viewer, ` +
        `${perSec(load.eventFrames)} events/s and ${perSec(load.ackFrames)} acks/s in all`,
    ),
    row('disk', `fdatasync of 4 KiB: ${latency(disk)}`),
    row(
      'loader',
      `${load.loaderCpuPercent.toFixed(0)} % of its core; other programs ${run.othersPercent.toFixed(0)} %`,
    ),
    row(
      'taps = scores',
      `${tally.acked} = ${tally.scores}, lost ${tally.lost}, doubled ${tally.doubled}`,
    ),
    ...Object.entries(run.figures).map(([name, value]) =>
      row(name, value === null ? 'unknown' : String(Math.round(value * 100) / 100)),
    ),
    ...invalid.map((reason) => row('INVALID', reason)),
    ...failures.map((failure) => row('FAILED', failure)),
    '',
  ].join('\n');
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(26)}${value}`;
}

/** Where there was nothing to divide by there is no figure. */
function each(value: number): string {
  return Number.isFinite(value) ? value.toFixed(value < 100 ? 1 : 0) : '–';
}

function loopText(loop: LoopDelay | null): string {
  if (loop === null) return 'it could not be asked';
  const { busyPercent, p50Ms, p99Ms, maxMs } = loop;
  return `busy ${busyPercent.toFixed(0)} %, delay p50 ${ms(p50Ms)}, p99 ${ms(p99Ms)}, max ${ms(maxMs)}`;
}

function latency(summary: LatencySummary | null): string {
  if (summary === null) return 'none';
  const { p50Ms, p90Ms, p99Ms, maxMs, count } = summary;
  return `p50 ${ms(p50Ms)}, p90 ${ms(p90Ms)}, p99 ${ms(p99Ms)}, max ${ms(maxMs)} (${count})`;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
