import type { RefusalKind } from '#lib/protocol/errors.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { unreachable } from '#lib/shared/assert.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import type { Board, BoardPlayer } from './board.ts';

/** One change of a board, whoever asks for it and by whichever door. */
export type Operation =
  | { readonly type: 'score'; readonly player: number; readonly delta: number }
  | { readonly type: 'add-player'; readonly name: string }
  | { readonly type: 'rename-player'; readonly player: number; readonly name: string }
  | { readonly type: 'remove-player'; readonly player: number }
  | { readonly type: 'reset' };

/**
 * A board in the making: operations one after the other on top of `base`, which stays as it is.
 * The players are copied once, at the first change, so that a batch costs its operations and not operations × players.
 */
export class BoardDraft {
  readonly base: Board;
  #board: Board;
  #players: Map<number, BoardPlayer> | null = null;

  constructor(base: Board) {
    this.base = base;
    this.#board = base;
  }

  get version(): number {
    return this.#board.version;
  }

  get generation(): number {
    return this.#board.generation;
  }

  /** The board so far. It is the draft's own until the last operation: keep it only then. */
  get board(): Board {
    return this.#board;
  }

  /**
   * Applies one operation at the next version, and returns the player that it was about, as it is then (null after a
   * removal or a reset); or says why the operation may not be, with nothing changed.
   */
  apply(operation: Operation): Result<BoardPlayer | null, RefusalKind> {
    const changedAt = this.version + 1;
    const { players } = this.#board;
    switch (operation.type) {
      case 'score': {
        const player = players.get(operation.player);
        if (player === undefined) return err('unknown_player');
        const score = player.score + operation.delta;
        if (Math.abs(score) > LIMITS.score) return err('score_limit');
        return ok(this.#put({ ...player, score, changedAt }));
      }
      case 'add-player': {
        if (players.size >= LIMITS.players) return err('roster_full');
        const id = this.#board.nextPlayerId;
        const { name } = operation;
        const added = this.#put({ id, name, score: 0, changedAt, namedAt: changedAt });
        this.#board = { ...this.#board, nextPlayerId: id + 1 };
        return ok(added);
      }
      case 'rename-player': {
        const player = players.get(operation.player);
        if (player === undefined) return err('unknown_player');
        const { name } = operation;
        return ok(this.#put({ ...player, name, changedAt, namedAt: changedAt }));
      }
      case 'remove-player': {
        if (!players.has(operation.player)) return err('unknown_player');
        this.#own().delete(operation.player);
        const removed = new Map(this.#board.removed).set(operation.player, changedAt);
        this.#step({ removed });
        return ok(null);
      }
      case 'reset': {
        const own = this.#own();
        for (const player of own.values()) own.set(player.id, { ...player, score: 0, changedAt });
        this.#step({ generation: this.generation + 1, changedAt });
        return ok(null);
      }
      default:
        return unreachable(operation);
    }
  }

  #put(player: BoardPlayer): BoardPlayer {
    this.#own().set(player.id, player);
    this.#step({});
    return player;
  }

  #own(): Map<number, BoardPlayer> {
    return (this.#players ??= new Map(this.base.players));
  }

  #step(change: Partial<Board>): void {
    const players = this.#players ?? this.#board.players;
    this.#board = { ...this.#board, ...change, version: this.version + 1, players };
  }
}

export interface Applied {
  readonly board: Board;
  readonly player: BoardPlayer | null;
}

/** One operation by itself: see {@link BoardDraft.apply}. */
export function apply(board: Board, operation: Operation): Result<Applied, RefusalKind> {
  const draft = new BoardDraft(board);
  const applied = draft.apply(operation);
  return applied.ok ? ok({ board: draft.board, player: applied.value }) : applied;
}
