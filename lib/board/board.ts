import { DEFAULT_SETTINGS, type Settings } from '#lib/protocol/settings.ts';

/** A player on the board. */
export interface BoardPlayer {
  readonly id: number;
  readonly name: string;
  readonly score: number;
  /** Where the host put the player; the id, until then. */
  readonly position: number;
  /** 0 … 11 and 0 … 7; null where they come with the id. */
  readonly colour: number | null;
  readonly shape: number | null;
  /** The device that plays as this player: see `Actor`. Nobody but the server sees it. */
  readonly claimedBy: string | null;
  readonly isClaimBlocked: boolean;
  /** The room's version at which anything about this player last changed: what a returner has missed. */
  readonly changedAt: number;
  /** The version at which the score last changed. */
  readonly scoredAt: number;
  /** The version at which something other than the score last changed. */
  readonly profiledAt: number;
}

/** A player that left. It keeps its id and its events, and can come back as it was. */
export interface RemovedPlayer {
  readonly player: BoardPlayer;
  /** The version at which it left. */
  readonly removedAt: number;
  /** Who took its score over, and how much that was, where it was merged. */
  readonly merged: { readonly into: number; readonly score: number } | null;
}

/**
 * One room's board, as a value: never changed in place, so whoever holds one holds a consistent version.
 *
 * Maintained invariant: in one generation each score is the sum of its score events.
 */
export interface Board {
  readonly code: string;
  readonly name: string;
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
  readonly nextPlayerId: number;
  readonly settings: Settings;
  /** The version at which the name, the generation or a setting last changed. */
  readonly changedAt: number;
  /** In the order of their ids. */
  readonly players: ReadonlyMap<number, BoardPlayer>;
  readonly removed: ReadonlyMap<number, RemovedPlayer>;
}

export interface NewBoard {
  readonly code: string;
  readonly name: string;
  readonly epoch: number;
  readonly players: readonly string[];
  readonly settings?: Partial<Settings> | undefined;
}

/** A player as it comes onto the board at a version. */
export function newPlayer(id: number, name: string, version: number): BoardPlayer {
  return {
    id,
    name,
    score: 0,
    position: id,
    colour: null,
    shape: null,
    claimedBy: null,
    isClaimBlocked: false,
    changedAt: version,
    scoredAt: version,
    profiledAt: version,
  };
}

/** A new board at version 1, generation 1. */
export function createBoard({ code, name, epoch, players, settings }: NewBoard): Board {
  const entries = players.map((playerName, index): [number, BoardPlayer] => {
    const id = index + 1;
    return [id, newPlayer(id, playerName, 1)];
  });
  return {
    code,
    name,
    epoch,
    version: 1,
    generation: 1,
    nextPlayerId: players.length + 1,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    changedAt: 1,
    players: new Map(entries),
    removed: new Map(),
  };
}
