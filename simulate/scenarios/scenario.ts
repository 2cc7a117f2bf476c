export interface Size {
  readonly connections: number;
  readonly rooms: number;
  readonly nodes: number;
  readonly probes: number;
  readonly largestRoom: number;
  /** Of the hottest room. */
  readonly hotViewers: number;
  readonly hotTapsPerSec: number;
  readonly hotNodes: readonly number[];
  /** By how much phases are shorter than they are in life. */
  readonly haste: number;
}

export const FULL: Size = {
  connections: 1_000_000,
  rooms: 100_000,
  nodes: 90,
  probes: 2_000,
  largestRoom: 20_000,
  hotViewers: 100_000,
  hotTapsPerSec: 20_000,
  hotNodes: [16, 32, 64],
  haste: 1,
};

export const TINY: Size = {
  connections: 2_000,
  rooms: 200,
  nodes: 4,
  probes: 40,
  largestRoom: 200,
  hotViewers: 400,
  hotTapsPerSec: 400,
  hotNodes: [3],
  haste: 4,
};

export type Figures = Readonly<Record<string, number | string>>;

export interface Run {
  readonly seed: number;
  readonly size: Size;
}

export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** Throws where an invariant does not hold. */
  run(run: Run): Promise<Figures>;
}
