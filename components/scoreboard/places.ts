import { standings } from '#lib/board/rank.ts';
import type { BoardView } from '#lib/board/view.ts';

export interface Place {
  readonly rank: number;
  readonly tied: boolean;
  /** First, and someone is behind or has scored: at the start of a game nobody leads. */
  readonly leads: boolean;
}

export interface Places {
  /** Ids from first to last. */
  readonly order: readonly number[];
  /** Equal exactly if the order is. */
  readonly orderKey: string;
  readonly byId: ReadonlyMap<number, Place>;
}

type Ranked = Pick<BoardView, 'players' | 'settings'>;

const known = new WeakMap<
  BoardView['players'],
  { readonly settings: BoardView['settings']; readonly places: Places }
>();

/** Who stands where by the rules of the room: worked out once per change of the board, however many rows ask. */
export function placesOf({ players, settings }: Ranked): Places {
  const before = known.get(players);
  if (before?.settings === settings) return before.places;
  const ranked = standings(players.values(), settings);
  const hasGap = ranked[0]?.score !== ranked.at(-1)?.score;
  const byId = new Map<number, Place>();
  for (const { id, score, rank, tied } of ranked) {
    const leads = rank === 1 && (hasGap || score !== 0);
    byId.set(id, { rank, tied, leads });
  }
  const order = ranked.map(({ id }) => id);
  const places = { order, orderKey: order.join(), byId };
  known.set(players, { settings, places });
  return places;
}
