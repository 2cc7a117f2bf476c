import type { Delta, Snapshot, WirePlayer } from '#lib/protocol/messages.ts';

/** A board as a client knows it: what the server has confirmed, at one version. A value, never changed in place. */
export interface BoardView {
  readonly code: string;
  readonly name: string;
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
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

export function applyDelta(view: BoardView, [from, to, scores, changes]: Delta): DeltaOutcome {
  if (to <= view.version) return { kind: 'known' };
  if (from > view.version) return { kind: 'gap' };

  const players = new Map(view.players);
  for (const [id, name] of changes?.players ?? []) {
    players.set(id, { id, name, score: players.get(id)?.score ?? 0 });
  }
  for (let index = 0; index + 1 < scores.length; index += 2) {
    const id = scores[index] as number;
    const score = scores[index + 1] as number;
    const player = players.get(id);
    if (player !== undefined && player.score !== score) players.set(id, { ...player, score });
  }
  for (const id of changes?.removed ?? []) players.delete(id);
  return {
    kind: 'applied',
    view: {
      ...view,
      name: changes?.name ?? view.name,
      generation: changes?.generation ?? view.generation,
      version: to,
      players,
    },
  };
}
