import type { LoadResult } from '../load/messages.ts';
import type { Figures, SideLoad } from '../load/side-load.ts';
import type { LatencySummary } from '../measure/latency-histogram.ts';
import type { LoopDelay } from '../measure/server-probe.ts';

/** What was asked of a run. */
export interface RunPlan {
  readonly scenario: string;
  readonly server: string;
  readonly rooms: number;
  readonly viewersPerRoom: number;
  /** In all rooms together. */
  readonly viewers: number;
  /** How many viewers of each room decode all that they receive. */
  readonly probesPerRoom: number;
  /** In all rooms together; 0 for none. */
  readonly ratePerSec: number;
  readonly warmSec: number;
  readonly measureSec: number;
  readonly side: SideLoad;
}

/** One thread of the server, in % of the window. */
export interface ThreadUsage {
  readonly name: string;
  readonly percent: number;
  /** When it could have run, but another thread or program had the core. */
  readonly waitedPercent: number;
}

/** What the server used in the window. */
export interface ServerUsage {
  readonly cpuSec: number;
  readonly elapsedSec: number;
  /** The busiest threads first. */
  readonly threads: readonly ThreadUsage[];
  readonly rssBytes: number;
  readonly rssBytesPerConnection: number;
  /** Null where the server was too busy to say. */
  readonly loop: LoopDelay | null;
}

/** Taps against scores, player by player. */
export interface Tally {
  readonly acked: number;
  readonly scores: number;
  readonly lost: number;
  readonly doubled: number;
}

export interface RunResult {
  readonly plan: RunPlan;
  readonly load: LoadResult;
  readonly usage: ServerUsage;
  readonly tally: Tally;
  readonly disk: LatencySummary | null;
  /** What other programs took of the cores in the window, in % of one core. */
  readonly othersPercent: number;
  /** What only this scenario measures. */
  readonly figures: Figures;
}

const LOADER_LIMIT_PERCENT = 80;
const NOISE_LIMIT_PERCENT = 15;

/** Why the figures of a run must not be used; empty where they may. */
export function invalidBecause({ plan, load, othersPercent }: RunResult): string[] {
  const reasons: string[] = [];
  if (load.loaderCpuPercent > LOADER_LIMIT_PERCENT) reasons.push('the loader was busy itself');
  // A browser that belongs to the run is one of those other programs.
  const isAlone = plan.side.kind !== 'browser';
  if (isAlone && othersPercent > NOISE_LIMIT_PERCENT) reasons.push('other programs used the cores');
  return reasons;
}

/** What went wrong in a run; empty where nothing did. */
export function failuresOf({ load, tally }: RunResult): string[] {
  const failures = load.problems.slice(0, 5);
  const unsettled = load.taps.reduce((sum, { invoked, settled }) => sum + invoked - settled, 0);
  const refused = load.taps.reduce((sum, tap) => sum + tap.refused, 0);
  if (tally.lost > 0) failures.push(`${tally.lost} taps lost`);
  if (tally.doubled > 0) failures.push(`${tally.doubled} taps doubled`);
  if (unsettled > 0) failures.push(`${unsettled} taps without a verdict`);
  if (refused > 0) failures.push(`${refused} taps refused`);
  if (load.unseen > 0) failures.push(`${load.unseen} taps not seen by a probe`);
  return failures;
}
