import type { BoardView } from '#lib/board/view.ts';

/**
 * `next`, with every player that reads the same as in `previous` being the same object, and the same map where all do:
 * so that only the rows that changed render, also after a snapshot and under pending taps.
 */
export function keepIdentity(previous: BoardView, next: BoardView): BoardView {
  if (previous === next || previous.players === next.players) return next;
  let isSame = previous.players.size === next.players.size;
  const players = new Map(next.players);
  for (const [id, player] of next.players) {
    const before = previous.players.get(id);
    if (before?.name === player.name && before.score === player.score) players.set(id, before);
    else isSame = false;
  }
  return { ...next, players: isSame ? previous.players : players };
}
