import { failuresOf, invalidBecause, type RunResult } from './run-result.ts';

/** One run as one object, for programs. Rates are per second; what a peer does not have is null. */
export function jsonLine(run: RunResult): string {
  const { plan, load, usage, tally } = run;
  const acked = load.ackedInWindow / load.windowSec;
  return JSON.stringify({
    scenario: plan.scenario,
    server: plan.server,
    viewers: plan.viewers,
    rooms: plan.rooms,
    rate: plan.ratePerSec,
    acked: round(acked),
    visibleP50Ms: round(load.visible?.p50Ms),
    visibleP99Ms: round(load.visible?.p99Ms),
    ackP50Ms: round(load.ack?.p50Ms),
    ackP99Ms: round(load.ack?.p99Ms),
    cpuPercent: round(cpuPercent(run)),
    cpuPerTapUs: round((usage.cpuSec * 1e6) / load.ackedInWindow),
    cpuPerFrameUs: round((usage.cpuSec * 1e6) / load.eventFrames),
    deliveredPerSec: round(load.eventFrames / load.windowSec),
    bytesPerViewerPerSec: round(load.bytes / plan.viewers / load.windowSec),
    rssPerConnKb: round(usage.rssBytesPerConnection / 1024),
    jitterP50Ms: round(load.jitter?.p50Ms),
    jitterP99Ms: round(load.jitter?.p99Ms),
    loopP99Ms: round(usage.loop?.p99Ms),
    fsyncP50Ms: round(run.disk?.p50Ms),
    fsyncP99Ms: round(run.disk?.p99Ms),
    loaderCpuPercent: round(load.loaderCpuPercent),
    othersPercent: round(run.othersPercent),
    side: plan.side.kind,
    ...Object.fromEntries(
      Object.entries(run.figures).map(([name, value]) => [name, round(value ?? undefined)]),
    ),
    lost: tally.lost,
    doubled: tally.doubled,
    valid: invalidBecause(run).length === 0,
    failures: failuresOf(run),
  });
}

export function cpuPercent({ usage }: RunResult): number {
  return (usage.cpuSec / usage.elapsedSec) * 100;
}

function round(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.round(value * 100) / 100;
}
