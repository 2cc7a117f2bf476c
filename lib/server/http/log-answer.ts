import type { Board } from '#lib/board/board.ts';
import type { LogEntry } from '../storage/room-storage.ts';

/** A page of the score log as REST shows it: see docs/API.md. */
export function logAnswer(entries: readonly LogEntry[], board: Board, limit: number) {
  const nameOf = (id: number) =>
    (board.players.get(id) ?? board.removed.get(id)?.player)?.name ?? null;
  const playing = new Map<string, string>();
  for (const { claimedBy, name } of board.players.values())
    if (claimedBy !== null) playing.set(claimedBy, name);
  const events = entries.map((entry) => {
    const { version, generation, kind, player, delta, score, about, reason, at, undoneBy } = entry;
    const { device = null, deviceName = null, role = null, label = null } = entry.identity ?? {};
    /** What people know somebody by: the label of their link, or the player that they are. */
    const who = label ?? (device === null ? null : (playing.get(device) ?? null));
    return {
      version,
      generation,
      kind,
      player,
      name: nameOf(player),
      delta,
      score,
      about,
      reason,
      at,
      undoneBy,
      who,
      device,
      deviceName,
      role,
    };
  });
  return { events, next: events.length < limit ? null : (events.at(-1)?.version ?? null) };
}
