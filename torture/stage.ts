import type { Snapshot } from '#lib/protocol/messages.ts';
import type { Result } from '#lib/shared/result.ts';
import type { KeptRoom } from '#lib/testing/checker/history.ts';
import type { Post } from './browser/observer.ts';
import type { Step } from './faults/schedule.ts';
import type { CreatedRoom } from './server/server-process.ts';

/** How often what went wrong, by names for people to read. */
export type Tally = Readonly<Record<string, number>>;

/** What serves the rooms that are tortured, and what can be done to it: a server alone, or nodes with all that they need. */
export interface Stage<StageFault> {
  /** What goes wrong in this run, here and outside. */
  readonly steps: readonly Step<StageFault>[];
  readonly tally: Tally;
  /** From where each room is watched. */
  readonly posts: readonly Post[];
  create(name: string, players: string[]): Promise<CreatedRoom>;
  /**
   * Where the connections of one tab go: a port, asked for at each new WebSocket, or at each request of a client that polls,
   * whose connection is where it began.
   */
  wayFor(isPolling: boolean): () => number;
  /** The room as everyone who serves it has it; or, in words, who does not answer or is behind. */
  board(code: string): Promise<Result<Snapshot, string>>;
  /** Resolves when it is done; what ends by itself may go on meanwhile. */
  inflict(fault: StageFault): Promise<void>;
  /** Resolves when nothing is wrong any more. */
  heal(): Promise<void>;
  /** The last fault of a run, which lasts so long and of which nothing is left when this resolves. */
  blackOut(ms: number): Promise<void>;
  /** Ends everything in order, and reads what is kept past all code that serves it. */
  stop(): Promise<KeptRoom[]>;
  /** Ends and removes what is left, whatever state it is in. */
  remove(): Promise<void>;
}
