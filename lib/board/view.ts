import type { Delta, Snapshot, WirePlayer } from '#lib/protocol/messages.ts';
import type { Settings } from '#lib/protocol/settings.ts';

/** A board as a client knows it: what the server has confirmed, at one version. A value, never changed in place. */
export interface BoardView {
  readonly code: string;
  readonly name: string;
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
  readonly settings: Settings;
  readonly players: ReadonlyMap<number, WirePlayer>;
}

export function viewOf(snapshot: Snapshot): BoardView {
  const players = new Map(snapshot.players.map((player) => [player.id, player]));
  return { ...snapshot, players };
}

export type DeltaOutcome =
  | { readonly kind: 'applied'; readonly view: BoardView }
  /** The view holds all of this delta already. */
  | { readonly kind: 'known' }
  /** Something between the view and this delta is missing: ask the server to catch up. */
  | { readonly kind: 'gap' };

/**
 * `players` is the map to write to: a copy, or the view's own where nobody else holds the view. Then a delta costs what it
 * changes, however long the board is.
 */
export function applyDelta(
  view: BoardView,
  [from, to, scores, changes]: Delta,
  players = new Map(view.players),
): DeltaOutcome {
  if (to <= view.version) return { kind: 'known' };
  if (from > view.version) return { kind: 'gap' };

  for (const profile of changes?.players ?? []) {
    const before = players.get(profile.id);
    const { score = 0, scoredAt } = before ?? {};
    players.set(profile.id, { ...profile, score, ...(scoredAt !== undefined && { scoredAt }) });
  }
  // When exactly they scored is not told, only in which order: after all that this view knows.
  const count = scores.length / 2;
  const span = to - view.version;
  for (let index = 0; index < count; index += 1) {
    const id = scores[2 * index] as number;
    const score = scores[2 * index + 1] as number;
    const player = players.get(id);
    if (player === undefined || (score === 0 && player.score === 0)) continue;
    const scoredAt = view.version + ((index + 1) / (count + 1)) * span;
    players.set(id, { ...player, score, scoredAt });
  }
  for (const id of changes?.removed ?? []) players.delete(id);
  return {
    kind: 'applied',
    view: {
      ...view,
      name: changes?.name ?? view.name,
      generation: changes?.generation ?? view.generation,
      settings: changes?.settings ?? view.settings,
      version: to,
      players: changes?.players === undefined ? players : inOrder(players),
    },
  };
}

/** In the order of the ids, as a snapshot has them: a player that comes back stands where it stood. */
function inOrder(players: Map<number, WirePlayer>): Map<number, WirePlayer> {
  let last = 0;
  for (const id of players.keys()) {
    if (id < last) return new Map(Array.from(players).toSorted(([a], [b]) => a - b));
    last = id;
  }
  return players;
}
