import { placesOf } from '#components/scoreboard/places.ts';
import type { BoardView } from '#lib/board/view.ts';

/** `standings`: who leads comes first. `fixed`: where the host put them, so that a name is always found at its place. */
export type BoardOrder = 'standings' | 'fixed';

/** Ids in the host's own order. */
export function fixedOrder({ players }: BoardView): number[] {
  return Array.from(players.values())
    .toSorted((a, b) => (a.position ?? a.id) - (b.position ?? b.id) || a.id - b.id)
    .map(({ id }) => id);
}

export function orderOf(board: BoardView, order: BoardOrder): readonly number[] {
  return order === 'standings' ? placesOf(board).order : fixedOrder(board);
}
