import type { WirePlayer } from '#lib/protocol/messages.ts';
import type { BoardView } from './view.ts';

/** A tap whose effect the view does not show yet. */
export interface PendingTap {
  readonly generation: number;
  readonly player: number;
  readonly delta: number;
}

/** Later than any version, and the same whatever the view's: a tap that waits changes nothing with each delta. */
const AFTER_ALL = 2 ** 52;

/**
 * What the person at this screen sees: the confirmed scores with their own pending taps on top, each later than all that is
 * confirmed. Taps that the server will refuse add nothing: those of an earlier generation, on players that have left, while
 * scoring is locked, and below a floor of zero.
 */
export function rebase(view: BoardView, pending: Iterable<PendingTap>): BoardView {
  const { generation, settings } = view;
  if (settings.scoringLocked) return view;
  let players: Map<number, WirePlayer> | null = null;
  let scoredAt = AFTER_ALL;
  for (const tap of pending) {
    if (tap.generation !== generation) continue;
    const player = (players ?? view.players).get(tap.player);
    if (player === undefined) continue;
    const score = player.score + tap.delta;
    if (settings.floor && score < 0 && tap.delta < 0) continue;
    players ??= new Map(view.players);
    scoredAt += 1;
    players.set(player.id, { ...player, score, scoredAt });
  }
  return players === null ? view : { ...view, players };
}
