import type { Board, BoardPlayer } from './board.ts';

/** The player that the device has claimed. */
export function playerOfDevice(
  { players }: Pick<Board, 'players'>,
  device: string | null,
): BoardPlayer | null {
  if (device === null) return null;
  for (const player of players.values()) if (player.claimedBy === device) return player;
  return null;
}
