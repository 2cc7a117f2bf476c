import type { Board, BoardPlayer } from './board.ts';

/** A player's score, as it stands at a later version of the board. */
export type LaterScore = Pick<BoardPlayer, 'id' | 'score' | 'changedAt' | 'scoredAt'>;

/** The board at a later version, where nothing but these scores has changed; null where it has no such player. */
export function withScores(
  board: Board,
  version: number,
  scores: Iterable<LaterScore>,
): Board | null {
  const players = new Map(board.players);
  for (const later of scores) {
    const player = players.get(later.id);
    if (player === undefined) return null;
    players.set(later.id, { ...player, ...later });
  }
  return { ...board, version, players };
}
