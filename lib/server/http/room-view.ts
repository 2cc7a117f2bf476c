import { standings } from '#lib/board/rank.ts';
import type { Snapshot } from '#lib/protocol/messages.ts';

/** A room as REST shows it: the snapshot with each player's rank, in the order of the standings. */
export function roomView({ players, ...room }: Snapshot) {
  return {
    ...room,
    players: standings(players, room.settings).map(({ id, name, score, rank }) => ({
      id,
      name,
      score,
      rank,
    })),
  };
}
