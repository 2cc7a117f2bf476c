import type { LatencySummary } from '../measure/latency-histogram.ts';
import type { Target } from '../peers/peer.ts';
import type { Figures, SideLoad } from './side-load.ts';

// What the benchmark and its loader say to each other over IPC.

export interface LoadJob {
  readonly peer: string;
  /** The rooms; viewers are spread over them evenly. */
  readonly targets: readonly Target[];
  readonly viewersPerRoom: number;
  /** How many viewers of each room decode all that they receive. */
  readonly probesPerRoom: number;
  /** Taps per second in all rooms together; 0 for none. */
  readonly ratePerSec: number;
  readonly warmMs: number;
  readonly measureMs: number;
  readonly side: SideLoad;
}

export type ToLoader =
  | { readonly type: 'join'; readonly job: LoadJob }
  /** Everyone has joined and the server was looked at: tap. */
  | { readonly type: 'tap' };

export type FromLoader =
  | { readonly type: 'joined' }
  /** The measured window opens and closes: look at the server now. */
  | { readonly type: 'window'; readonly edge: 'open' | 'close' }
  | { readonly type: 'done'; readonly result: LoadResult }
  | { readonly type: 'failed'; readonly message: string };

/** What became of one player's taps. */
export interface TapCount {
  readonly room: string;
  readonly player: number;
  readonly invoked: number;
  readonly settled: number;
  readonly refused: number;
}

export interface LoadResult {
  /** Viewers that tap; fewer than there are viewers only where the board is full. */
  readonly tappers: number;
  readonly taps: readonly TapCount[];
  /** Taps acknowledged in the window; where nothing is acknowledged, taps that became visible to a probe in it. */
  readonly ackedInWindow: number;
  readonly visible: LatencySummary | null;
  readonly ack: LatencySummary | null;
  /** By how much the time between two deltas at a probe differed from its median. */
  readonly jitter: LatencySummary | null;
  /** Taps that some probe never saw, summed over the probes. */
  readonly unseen: number;
  readonly windowSec: number;
  readonly eventFrames: number;
  readonly ackFrames: number;
  readonly bytes: number;
  readonly loaderCpuPercent: number;
  /** What the side load measured. */
  readonly figures: Figures;
  /** Everything that went against the protocol, and connections that closed. */
  readonly problems: readonly string[];
}
