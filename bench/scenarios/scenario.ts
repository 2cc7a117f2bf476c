import type { SideLoad } from '../load/side-load.ts';
import type { Ability } from '../peers/peer.ts';

/** How large a run is and how long it takes, where nobody says otherwise. */
export interface Size {
  /** In all rooms together. */
  readonly viewers: number;
  readonly rooms: number;
  /** Taps per second in all rooms together; null for what each peer is good for, 0 for none. */
  readonly ratePerSec: number | null;
  /** What the scenario itself is about: newcomers, page loads per second, viewers who never read, … */
  readonly extra: number;
  readonly warmSec: number;
  readonly measureSec: number;
}

/** What is asked of a server. */
export interface Scenario {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  /** What `--extra` counts; null where it means nothing. */
  readonly extraIs: string | null;
  readonly usual: Size;
  /** As small as can be: to see that it still runs. */
  readonly tiny: Size;
  /** Peers to interleave with, unless told otherwise. */
  readonly against: readonly string[];
  /** Without these a peer cannot take part. */
  readonly needs: readonly Ability[];
  /** Each is a run of its own, and they take turns: the first is what the others are compared with. */
  sides(extra: number): readonly SideLoad[];
}
