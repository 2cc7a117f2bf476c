import type { Board } from '#lib/board/board.ts';
import type { SeededRandom } from '#lib/testing/seeded-random.ts';
import type { SimClock } from '../clock/sim-clock.ts';
import type { Meters } from '../cluster/meters.ts';
import type { SimNode } from '../cluster/sim-node.ts';
import type { Inputs } from '../inputs.ts';

/** A tap that was decided: when it was made, at which node it was decided, and which version it made. */
export interface Decided {
  readonly at: number;
  readonly version: number;
  readonly node: SimNode;
}

/** What people of the crowd have around them, and whom they tell what they see. */
export interface Surroundings {
  readonly clock: SimClock;
  readonly random: SeededRandom;
  readonly inputs: Inputs;
  readonly meters: Meters;
  /** How a room began. */
  firstBoard(room: number): Board;
  decided(room: number, decided: Decided): void;
  acknowledged(latencyMs: number): void;
  /** Somebody on this node sees the tap now. */
  seen(decided: Decided, by: SimNode | null): void;
}
