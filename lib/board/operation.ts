import type { ErrorKind } from '#lib/protocol/errors.ts';
import type { SettingsChange } from './merge-settings.ts';

/** `tap`: a button. `set`: a correction to an exact value. The others are told at `EventKind` of the storage port. */
export type BoardEventKind = 'tap' | 'set' | 'undo' | 'redo' | 'merge' | 'reset' | 'restore';

/** One change of one score. It makes a version of its own. */
export interface BoardEvent {
  readonly version: number;
  readonly generation: number;
  readonly kind: BoardEventKind;
  readonly player: number;
  readonly delta: number;
  /** The player's score with this event. */
  readonly score: number;
  /** With `undo` and `redo`: the version of the event that they are about. */
  readonly about: number | null;
}

/** What must be known of an earlier event to take it back. */
export interface PastEvent extends Pick<
  BoardEvent,
  'version' | 'generation' | 'kind' | 'player' | 'delta'
> {
  /** The version of the `undo` that took it back; null while it counts. */
  readonly undoneBy: number | null;
}

/** The scores with which a generation ended, in the order of the players' ids. */
export interface Scores {
  readonly generation: number;
  /** The last version of the generation. */
  readonly version: number;
  readonly players: readonly {
    readonly id: number;
    readonly name: string;
    readonly score: number;
  }[];
}

interface OfPlayer {
  readonly player: number;
}

/** One change of a board, whoever asks for it and by whichever door: whether they may is decided before. */
export type Operation =
  // ---- players
  | { readonly type: 'add-players'; readonly names: readonly string[] }
  | ({
      readonly type: 'change-player';
      readonly name?: string | undefined;
      readonly colour?: number | null | undefined;
      readonly shape?: number | null | undefined;
    } & OfPlayer)
  | { readonly type: 'order-players'; readonly players: readonly number[] }
  | ({ readonly type: 'merge-players'; readonly into: number } & OfPlayer)
  | ({ readonly type: 'remove-player' } & OfPlayer)
  | ({ readonly type: 'restore-player' } & OfPlayer)
  // ---- claims
  | { readonly type: 'take-part'; readonly name: string; readonly device: string }
  | ({ readonly type: 'claim-player'; readonly device: string } & OfPlayer)
  | ({ readonly type: 'release-player' } & OfPlayer)
  | ({ readonly type: 'block-claim'; readonly blocked: boolean } & OfPlayer)
  /** A device goes by another id from now on. */
  | { readonly type: 'move-device'; readonly from: string; readonly to: string }
  // ---- scores
  | ({ readonly type: 'score'; readonly delta: number } & OfPlayer)
  | ({ readonly type: 'set-score'; readonly score: number } & OfPlayer)
  | { readonly type: 'undo'; readonly event: PastEvent }
  | { readonly type: 'redo'; readonly event: PastEvent }
  // ---- the board
  | { readonly type: 'reset' }
  | ({ readonly type: 'reset-player' } & OfPlayer)
  | { readonly type: 'restore-generation'; readonly scores: Scores }
  | { readonly type: 'rename-room'; readonly name: string }
  | { readonly type: 'change-settings'; readonly settings: SettingsChange };

/** What an operation did. One that asks for what is so already does nothing, and makes no version. */
export interface Applied {
  /** The players that it made, in order, or the one that it was about. */
  readonly players: readonly number[];
  readonly events: readonly BoardEvent[];
  /** Which event was taken back by the event of version `by`, or counts again (null). */
  readonly undone: { readonly event: number; readonly by: number | null } | null;
  /** The generation that it ended. */
  readonly ended: Scores | null;
  /** Whether it changed who plays as whom. */
  readonly hasMovedClaims: boolean;
}

/** Why an operation cannot be. */
export interface Problem {
  readonly kind: ErrorKind;
  /** What to do, where the kind alone does not say it. */
  readonly message?: string;
}

export function applied(players: readonly number[], change: Partial<Applied> = {}): Applied {
  return { players, events: [], undone: null, ended: null, hasMovedClaims: false, ...change };
}
