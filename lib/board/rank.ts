export interface Scored {
  readonly id: number;
  readonly score: number;
}

export interface Rank {
  /** "Standard competition ranking" (1224): equals share the better rank, and the next rank is skipped. */
  readonly rank: number;
  readonly tied: boolean;
}

/** Players in the order of the standings: the highest score first, equals in the order in which they joined the board. */
function inOrder<P extends Scored>(players: Iterable<P>): P[] {
  return Array.from(players).toSorted((a, b) => b.score - a.score || a.id - b.id);
}

/** The standings: players in order, each with its rank. */
export function standings<P extends Scored>(players: Iterable<P>): (P & Rank)[] {
  const ordered = inOrder(players);
  let rank = 0;
  return ordered.map((player, index) => {
    const tiedAbove = ordered[index - 1]?.score === player.score;
    const tiedBelow = ordered[index + 1]?.score === player.score;
    if (!tiedAbove) rank = index + 1;
    return { ...player, rank, tied: tiedAbove || tiedBelow };
  });
}
