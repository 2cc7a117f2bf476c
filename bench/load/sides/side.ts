import type { Peer, Target } from '../../peers/peer.ts';
import type { Figures } from '../side-load.ts';
import type { Window } from '../window.ts';

/** What a side load works on. */
export interface SideContext {
  readonly peer: Peer;
  readonly targets: readonly Target[];
  /** Known once {@link Side.run} is called. */
  readonly window: Window;
  readonly problem: (what: string) => void;
}

/** The loader's part of a side load. */
export interface Side {
  /** Before anybody taps. */
  prepare(): Promise<void>;
  /** From the start of the taps; ends when all that belongs to the window is done. */
  run(): Promise<void>;
  figures(): Figures;
  /** A viewer that had lost its connection is back; null where no viewer may lose it. */
  readonly returned: (() => void) | null;
  close(): void;
}
