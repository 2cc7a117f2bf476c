import { rankEach } from '#lib/board/rank.ts';
import type { BoardView } from '#lib/board/view.ts';
import type { WirePlayer } from '#lib/protocol/messages.ts';

export interface Place {
  readonly rank: number;
  readonly tied: boolean;
  /** First, and someone is behind or has scored: at the start of a game nobody leads. */
  readonly leads: boolean;
}

export interface Places {
  /** Ids from first to last: the same array as long as nobody passes another. */
  readonly order: readonly number[];
  readonly byId: ReadonlyMap<number, Place>;
}

type Ranked = Pick<BoardView, 'players' | 'settings'>;

const known = new WeakMap<
  BoardView['players'],
  { readonly settings: BoardView['settings']; readonly places: Places }
>();

/** The places that were worked out last: from one board to the next most players stand as they stood. */
let latest: Places = { order: [], byId: new Map() };

/**
 * Who stands where by the rules of the room: worked out once per change of the board, however many rows ask. Whoever stands
 * as before keeps the same object.
 */
export function placesOf({ players, settings }: Ranked): Places {
  const before = known.get(players);
  if (before?.settings === settings) return before.places;
  const order: number[] = [];
  const byId = new Map<number, Place>();
  const hasGap = hasDifferentScores(players.values());
  rankEach(players.values(), settings, ({ id, score }, rank, tied) => {
    const leads = rank === 1 && (hasGap || score !== 0);
    const place = latest.byId.get(id);
    const isSame = place?.rank === rank && place.tied === tied && place.leads === leads;
    byId.set(id, isSame ? place : { rank, tied, leads });
    order.push(id);
  });
  const isSameOrder =
    order.length === latest.order.length && order.every((id, at) => id === latest.order[at]);
  latest = { order: isSameOrder ? latest.order : order, byId };
  known.set(players, { settings, places: latest });
  return latest;
}

function hasDifferentScores(players: Iterable<WirePlayer>): boolean {
  let first: number | null = null;
  for (const { score } of players) {
    first ??= score;
    if (score !== first) return true;
  }
  return false;
}
