import { headers } from 'next/headers';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Snapshot, You } from '#lib/protocol/messages.ts';
import { runtime } from '#lib/server/runtime/current.ts';

export type Visited =
  | { readonly kind: 'in'; readonly snapshot: Snapshot; readonly you: You }
  /** There is such a room, and it does not let this browser in as it is: it asks for the PIN, or is locked. */
  | { readonly kind: 'out' }
  | { readonly kind: 'missing' };

/** Who this browser is in the room, and the board as it stands if it may see it. */
export async function visitRoom(code: string): Promise<Visited> {
  const running = runtime();
  const { rooms, access } = running;
  const credentials = running.credentialsOf(await headers());
  try {
    return await rooms.withRoom(code, async (room): Promise<Visited> => {
      const { roomId, board } = room;
      const { actor } = await access.visit({ roomId, code, board }, credentials);
      const { role, device } = actor;
      const players = Array.from(board.players.values());
      const player = players.find(({ claimedBy }) => device !== null && claimedBy === device);
      return { kind: 'in', snapshot: room.snapshot(), you: { role, player: player?.id ?? null } };
    });
  } catch (error: unknown) {
    if (!(error instanceof ScoreroomError)) throw error;
    if (error.kind === 'room_not_found') return { kind: 'missing' };
    if (REFUSALS.has(error.kind)) return { kind: 'out' };
    throw error;
  }
}

const REFUSALS = new Set<string>([
  'pin_required',
  'room_locked',
  'unauthorized',
  'not_allowed',
  'rate_limited',
]);
