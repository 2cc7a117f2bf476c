import type { RefusalKind } from '#lib/protocol/errors.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { err, ok, type Result } from '#lib/shared/result.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { Board, BoardPlayer } from './board.ts';

/** One change of a board, whoever asks for it and by whichever door. */
export type Operation =
  | { readonly type: 'score'; readonly player: number; readonly delta: number }
  | { readonly type: 'add-player'; readonly name: string }
  | { readonly type: 'rename-player'; readonly player: number; readonly name: string }
  | { readonly type: 'remove-player'; readonly player: number }
  | { readonly type: 'reset' };

export interface Applied {
  readonly board: Board;
  /** The player that the operation was about, as it is now; null after a removal or a reset. */
  readonly player: BoardPlayer | null;
}

/** The board after one operation, at the next version; or why the operation may not be, with nothing changed. */
export function apply(board: Board, operation: Operation): Result<Applied, RefusalKind> {
  const version = board.version + 1;
  switch (operation.type) {
    case 'score': {
      const player = board.players.get(operation.player);
      if (player === undefined) return err('unknown_player');
      const score = player.score + operation.delta;
      if (Math.abs(score) > LIMITS.score) return err('score_limit');
      return ok(withPlayer(board, { ...player, score, changedAt: version }));
    }
    case 'add-player': {
      if (board.players.size >= LIMITS.players) return err('roster_full');
      const id = board.nextPlayerId;
      const stamps = { changedAt: version, namedAt: version };
      const added = withPlayer(board, { id, name: operation.name, score: 0, ...stamps });
      return ok({ ...added, board: { ...added.board, nextPlayerId: id + 1 } });
    }
    case 'rename-player': {
      const player = board.players.get(operation.player);
      if (player === undefined) return err('unknown_player');
      const stamps = { changedAt: version, namedAt: version };
      return ok(withPlayer(board, { ...player, name: operation.name, ...stamps }));
    }
    case 'remove-player': {
      if (!board.players.has(operation.player)) return err('unknown_player');
      const players = new Map(board.players);
      players.delete(operation.player);
      const removed = new Map(board.removed).set(operation.player, version);
      return ok({ board: { ...board, version, players, removed }, player: null });
    }
    case 'reset': {
      const players = new Map<number, BoardPlayer>();
      for (const player of board.players.values()) {
        players.set(player.id, { ...player, score: 0, changedAt: version });
      }
      const generation = board.generation + 1;
      return ok({ board: { ...board, version, generation, changedAt: version, players }, player: null });
    }
    default:
      return unreachable(operation);
  }
}

function withPlayer(board: Board, player: BoardPlayer): Applied {
  const players = new Map(board.players).set(player.id, player);
  return { board: { ...board, version: board.version + 1, players }, player };
}
