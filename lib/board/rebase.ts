import type { BoardView } from './view.ts';

/** A tap whose effect the view does not show yet. */
export interface PendingTap {
  readonly generation: number;
  readonly player: number;
  readonly delta: number;
}

/**
 * What the person at this screen sees: the confirmed scores with their own pending taps on top.
 * Taps of an earlier generation, and taps on players that have left, add nothing: the server will refuse them.
 */
export function rebase(view: BoardView, pending: Iterable<PendingTap>): BoardView {
  let players: Map<number, { id: number; name: string; score: number }> | null = null;
  for (const tap of pending) {
    if (tap.generation !== view.generation) continue;
    const player = (players ?? view.players).get(tap.player);
    if (player === undefined) continue;
    players ??= new Map(view.players);
    players.set(player.id, { ...player, score: player.score + tap.delta });
  }
  return players === null ? view : { ...view, players };
}
