import { standings } from '#lib/board/rank.ts';
import type { BoardView } from '#lib/board/view.ts';
import type { WirePlayer } from '#lib/protocol/messages.ts';

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

/** The places that were worked out last: from one board to the next most players stand as they stood. */
let latest: Places = { order: [], orderKey: '', byId: new Map() };

/**
 * Who stands where by the rules of the room: worked out once per change of the board, however many rows ask. Whoever stands
 * as before keeps the same object.
 */
export function placesOf({ players, settings }: Ranked): Places {
  const before = known.get(players);
  if (before?.settings === settings) return before.places;
  const ranked = standings(inLatestOrder(players), settings);
  const hasGap = ranked[0]?.score !== ranked.at(-1)?.score;
  const byId = new Map<number, Place>();
  for (const { id, score, rank, tied } of ranked) {
    const leads = rank === 1 && (hasGap || score !== 0);
    const place = latest.byId.get(id);
    const isSame = place?.rank === rank && place.tied === tied && place.leads === leads;
    byId.set(id, isSame ? place : { rank, tied, leads });
  }
  const order = ranked.map(({ id }) => id);
  latest = { order, orderKey: order.join(), byId };
  known.set(players, { settings, places: latest });
  return latest;
}

/** What is nearly sorted is sorted in nearly no time. */
function inLatestOrder(players: Ranked['players']): Iterable<WirePlayer> {
  const sorted = latest.order.flatMap((id) => players.get(id) ?? []);
  return sorted.length === players.size ? sorted : players.values();
}
