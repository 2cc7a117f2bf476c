import type { Figures } from '../load/side-load.ts';
import type { ServerWatch } from '../measure/server-watch.ts';
import type { Target } from '../peers/peer.ts';
import type { ServerProcess } from '../process/server-process.ts';

/** What a stage works on. */
export interface StageContext {
  readonly server: ServerProcess;
  readonly watch: ServerWatch;
  /** The rooms, once they are made. */
  readonly targets: readonly Target[];
}

/** The part of a side load that is played outside of the loader. */
export interface Stage {
  /** After everyone has joined, before anybody taps. */
  prepare(): Promise<void>;
  /** The measured window opens and closes: has the server watched from now, or until now. */
  window(edge: 'open' | 'close'): void;
  /** After the taps: what was seen. Throws what went wrong since. */
  figures(): Promise<Figures>;
  /** May be called at any time. */
  close(): Promise<void>;
}
