import { headers } from 'next/headers';
import { cache } from 'react';
import { playerOfDevice } from '#lib/board/player-of-device.ts';
import { parseCode } from '#lib/protocol/code.ts';
import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Snapshot, You } from '#lib/protocol/messages.ts';
import { runtime } from '#lib/server/runtime/current.ts';

export type VisitedRoom =
  | { readonly kind: 'in'; readonly snapshot: Snapshot; readonly you: You }
  /** The room asks for its PIN, and tells nobody anything before. */
  | { readonly kind: 'pin' }
  | { readonly kind: 'locked' }
  /** There is no such room, or none any more. */
  | { readonly kind: 'missing' };

/** The room with this code, in its one form, as this browser may see it. Asked once per request. */
export const visitRoom = cache(async (code: string): Promise<VisitedRoom> => {
  if (parseCode(code) !== code) return { kind: 'missing' };
  const current = runtime();
  const { rooms, access } = current;
  const credentials = current.credentialsOf(await headers());
  try {
    return await rooms.withRoom(code, async (room): Promise<VisitedRoom> => {
      const { actor } = await access.visit(room, credentials);
      const player = playerOfDevice(room.board, actor.device)?.id ?? null;
      return { kind: 'in', snapshot: room.snapshot(), you: { role: actor.role, player } };
    });
  } catch (error) {
    if (!(error instanceof ScoreroomError)) throw error;
    switch (error.kind) {
      case 'room_not_found':
        return { kind: 'missing' };
      case 'pin_required':
        return { kind: 'pin' };
      case 'room_locked':
        return { kind: 'locked' };
      default:
        throw error;
    }
  }
});
