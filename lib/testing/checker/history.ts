// What a run of the torture knows when it is over: what clients asked for and heard, what everyone saw, and what is kept.

/** One tap of one person. */
export interface TapRecord {
  readonly room: string;
  /** Who made it, for people to read. */
  readonly page: string;
  readonly generation: number;
  readonly player: number;
  readonly delta: number;
  /** Whether it was in an outbox that outlives its page: from then on it may not get lost. */
  isSaved: boolean;
  /** The ids under which the server may know it, as `keyOf` writes them: one, unless a client numbered it anew. */
  readonly keys: string[];
  /** What the client was told; null for nothing yet. */
  verdict: 'counts' | 'refused' | null;
  /** The version of the room with that answer; null before it. */
  settledAt: number | null;
}

/** One action of one person. */
export interface ActRecord {
  readonly room: string;
  readonly page: string;
  readonly type: string;
  /** Its client in the storage; null where it was never sent. */
  client: string | null;
  outcome:
    | { readonly kind: 'ok'; readonly version: number }
    | { readonly kind: 'refused'; readonly reason: string }
    | { readonly kind: 'unknown' };
}

/** A board as somebody saw it. */
export interface SeenBoard {
  readonly room: string;
  readonly by: string;
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
  /** Player and score in turns. */
  readonly scores: readonly number[];
  /** Taps of the same browser that the board may show although the server had not confirmed them at that version. */
  readonly pending: readonly TapRecord[];
}

export interface History {
  readonly taps: readonly TapRecord[];
  readonly acts: readonly ActRecord[];
  readonly boards: readonly SeenBoard[];
  /** What was found wrong while it happened. */
  readonly violations: readonly Violation[];
}

export const CHECKS = [
  'acknowledged-lost',
  'saved-lost',
  'doubled',
  'phantom',
  'refused-counted',
  'refused-wrongly',
  'stale-counted',
  'score',
  'mark',
  'act-lost',
  'act-doubled',
  'undone-twice',
  'id-reused',
  'board-wrong',
  'went-back',
  'stream-gap',
  'not-converged',
  'server-failed',
] as const;
export type Check = (typeof CHECKS)[number];

export interface Violation {
  readonly check: Check;
  readonly what: string;
}

/** One event as it is kept. */
export interface KeptEvent {
  readonly version: number;
  readonly generation: number;
  readonly kind: string;
  readonly player: number;
  readonly delta: number;
  readonly score: number;
  readonly about: number | null;
  readonly clientId: string | null;
  readonly mutationId: number | null;
}

/** One room as it is kept, once everything has ended. */
export interface KeptRoom {
  readonly code: string;
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
  readonly scores: ReadonlyMap<number, number>;
  /** In the order of their versions. */
  readonly events: readonly KeptEvent[];
  /** The last version of each generation that has ended, and the scores then. */
  readonly archives: readonly {
    readonly generation: number;
    readonly version: number;
    readonly scores: ReadonlyMap<number, number>;
  }[];
  /** By clientId: the high-water mark, and each id's verdict: the version that it made, or why it made none. */
  readonly clients: ReadonlyMap<
    string,
    { readonly mark: number; readonly verdicts: ReadonlyMap<number, number | string> }
  >;
}

export function keyOf(clientId: string, id: number): string {
  return `${clientId}/${id}`;
}
