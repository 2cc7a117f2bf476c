import type { Settings } from '#lib/protocol/settings.ts';

export interface Scored {
  readonly id: number;
  readonly score: number;
  /** Where the host put the player; absent: the id. */
  readonly position?: number | undefined;
  /** When the player came to the score: only its order among the players counts. */
  readonly scoredAt?: number | undefined;
}

export interface Rank {
  readonly rank: number;
  /** Whether somebody else has the same rank. */
  readonly tied: boolean;
}

export type RankRules = Pick<Settings, 'wins' | 'ties'>;

/**
 * The standings: players in order, each with its rank. Equals are ranked by the room's rule: `shared` 1224, `dense` 1223,
 * `first` by who came to the score first. Nobody came to zero: it is where all begin, so there `first` shares ranks as well.
 * Equals of one rank stand in the order of their positions.
 */
export function standings<P extends Scored>(players: Iterable<P>, rules: RankRules): (P & Rank)[] {
  const ranked: (P & Rank)[] = [];
  rankEach(players, rules, (player, rank, tied) => void ranked.push({ ...player, rank, tied }));
  return ranked;
}

/** As {@link standings}, told one by one from the first to the last. */
export function rankEach<P extends Scored>(
  players: Iterable<P>,
  { wins, ties }: RankRules,
  tell: (player: P, rank: number, tied: boolean) => void,
): void {
  const best = wins === 'high' ? -1 : 1;
  const isFirst = ties === 'first';
  const ordered = Array.from(players).toSorted(
    (a, b) =>
      best * (a.score - b.score) ||
      (isFirst && a.score !== 0 ? (a.scoredAt ?? 0) - (b.scoredAt ?? 0) : 0) ||
      (a.position ?? a.id) - (b.position ?? b.id) ||
      a.id - b.id,
  );
  const isTied = (a: P | undefined, b: P | undefined) =>
    a !== undefined && a.score === b?.score && (!isFirst || a.score === 0);
  let rank = 0;
  for (const [index, player] of ordered.entries()) {
    const tiedAbove = isTied(player, ordered[index - 1]);
    if (!tiedAbove) rank = ties === 'dense' ? rank + 1 : index + 1;
    tell(player, rank, tiedAbove || isTied(player, ordered[index + 1]));
  }
}
