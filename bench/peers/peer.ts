import type { FrameCounter } from '../client/frame-counter.ts';
import type { ServerCommand } from '../process/server-process.ts';

/** Where the viewers of one room go. Goes from process to process, so it is data only. */
export interface Target {
  readonly url: string;
  readonly room: string;
  /** Ids of the players on the board. */
  readonly players: readonly number[];
}

export interface ViewerOptions {
  readonly target: Target;
  /** The player that this viewer taps, and nobody else does. */
  readonly player: number;
  readonly counter: FrameCounter;
  /** Hears of absolute scores as [player, score, …]; null for a viewer that only counts frames. */
  readonly onScores: ((scores: readonly number[]) => void) | null;
  /** Hears of taps that the server said are done, by number from 1. */
  readonly onSettled: (from: number, to: number) => void;
  readonly onProblem: (what: string) => void;
  /** Hears each time that the viewer lost its connection and is back; null for one that must not lose it. */
  readonly onReturned: (() => void) | null;
}

/** One viewer in the loader. */
export interface Viewer {
  /** When each tap was due. */
  readonly dueAt: readonly number[];
  /** Taps of which the server has not said yet that they are done; 0 where it never says. */
  readonly unsettled: number;
  /** Taps that the server refused for good. */
  readonly refused: number;
  connect(): Promise<void>;
  tap(dueAt: number): void;
  /** Stays connected and takes nothing any more of what it is sent. */
  stopReading(): void;
  close(): void;
}

/** What a peer can be asked for besides one hot room. */
export type Ability =
  /** More than one room. */
  | 'rooms'
  /** A page for each room at `/r/CODE`. */
  | 'pages'
  /** Keeps what it took over a restart, and its viewers come back by themselves. */
  | 'restarts';

/** A server to measure: how to start it, and how a viewer speaks to it. */
export interface Peer {
  readonly name: string;
  /** What it is, and what it does not do. */
  readonly about: string;
  /** Taps per second at which it is measured unless told otherwise. */
  readonly defaultRate: number;
  /** Whether it acknowledges each tap, and what it acknowledged is on disk. */
  readonly isDurable: boolean;
  readonly abilities: readonly Ability[];
  /** Why it cannot run here; null where it can. */
  readonly missing?: () => string | null;
  command(options: { readonly appDir: string; readonly dataDir: string }): ServerCommand;
  createBoard(url: string, playerCount: number): Promise<Target>;
  readScores(target: Target): Promise<ReadonlyMap<number, number>>;
  createViewer(options: ViewerOptions): Viewer;
}
