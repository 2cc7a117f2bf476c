import { standings } from '../rank.ts';
import type { BoardView } from '../view.ts';

/** All that a screen shows of a board; when somebody scored shows only in who stands above whom. */
export function shown(view: BoardView) {
  const players = Array.from(view.players.values(), (player) => {
    return { ...player, scoredAt: undefined };
  });
  const order = standings(view.players.values(), view.settings).map(({ id, rank }) => [id, rank]);
  return { ...view, players, order };
}
