import type { BoardChanges, Delta, Snapshot } from '#lib/protocol/messages.ts';
import type { Board } from './board.ts';

export function snapshotOf(board: Board): Snapshot {
  return {
    code: board.code,
    name: board.name,
    epoch: board.epoch,
    version: board.version,
    generation: board.generation,
    players: Array.from(board.players.values(), ({ id, name, score }) => ({ id, name, score })),
  };
}

/** The change from `since` to the board's version: absolute scores of the players that changed, and whatever else did. */
export function deltaSince(board: Board, since: number): Delta {
  const scores: number[] = [];
  const players: [number, string][] = [];
  for (const player of board.players.values()) {
    if (player.changedAt <= since) continue;
    scores.push(player.id, player.score);
    if (player.namedAt > since) players.push([player.id, player.name]);
  }
  const removed: number[] = [];
  for (const [id, at] of board.removed) if (at > since) removed.push(id);

  const changes: BoardChanges = {};
  if (board.changedAt > since) {
    changes.name = board.name;
    changes.generation = board.generation;
  }
  if (players.length > 0) changes.players = players;
  if (removed.length > 0) changes.removed = removed;
  return Object.keys(changes).length === 0
    ? [since, board.version, scores]
    : [since, board.version, scores, changes];
}
