import type { Meters } from '../cluster/meters.ts';
import type { World } from '../world.ts';

type Counted = Exclude<keyof Meters, 'since' | 'copy'>;

export interface Measured {
  /** What was counted, per second. */
  readonly perSec: (what: Counted) => number;
  readonly counted: Meters;
  /** Cores that all nodes used together. */
  readonly cores: number;
  /** Of its one core, what the busiest node used. */
  readonly busiest: number;
  /** Of the busiest node: bytes per second to clients. */
  readonly busiestBytesPerSec: number;
}

/** What happens from now until its end. */
export function windowOf(world: World): { end(): Measured } {
  const before = world.meters.copy();
  const from = world.clock.monotonic();
  const cpuBefore = world.nodes.map(({ cpu }) => cpu.busyUs);
  const bytesBefore = world.nodes.map(({ sentBytes }) => sentBytes);
  return {
    end() {
      const seconds = (world.clock.monotonic() - from) / 1_000;
      const counted = world.meters.since(before);
      const shares = world.nodes.map(
        ({ cpu }, index) => (cpu.busyUs - (cpuBefore[index] ?? 0)) / 1e6 / seconds,
      );
      const bytes = world.nodes.map(
        ({ sentBytes }, index) => (sentBytes - (bytesBefore[index] ?? 0)) / seconds,
      );
      return {
        perSec: (what) => counted[what] / seconds,
        counted,
        cores: shares.reduce((sum, share) => sum + share, 0),
        busiest: Math.max(...shares),
        busiestBytesPerSec: Math.max(...bytes),
      };
    },
  };
}
