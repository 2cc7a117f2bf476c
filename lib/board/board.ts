/** A player on the board. */
export interface BoardPlayer {
  readonly id: number;
  readonly name: string;
  readonly score: number;
  /** The room's version at which this player last changed: what a returner has missed. */
  readonly changedAt: number;
  /** The version at which this player last got its name. */
  readonly namedAt: number;
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
  /** The version at which the name or the generation last changed. */
  readonly changedAt: number;
  /** In the order of their ids. */
  readonly players: ReadonlyMap<number, BoardPlayer>;
  /** Ids that were on the board once, with the version at which they left. */
  readonly removed: ReadonlyMap<number, number>;
}

export interface NewBoard {
  readonly code: string;
  readonly name: string;
  readonly epoch: number;
  readonly players: readonly string[];
}

/** A new board at version 1, generation 1. */
export function createBoard({ code, name, epoch, players }: NewBoard): Board {
  const entries = players.map((playerName, index): [number, BoardPlayer] => {
    const id = index + 1;
    return [id, { id, name: playerName, score: 0, changedAt: 1, namedAt: 1 }];
  });
  return {
    code,
    name,
    epoch,
    version: 1,
    generation: 1,
    nextPlayerId: players.length + 1,
    changedAt: 1,
    players: new Map(entries),
    removed: new Map(),
  };
}
