'use client';

import { permissionOf, type Deed } from '#lib/board/permission.ts';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { Role } from '#lib/protocol/roles.ts';

export function useRole(): Role {
  return useRoom(({ you }) => you?.role) ?? 'spectator';
}

/** Whether this person may do that to anybody in the room: what is not allowed is not shown. */
export function useMay(deed: Deed): boolean {
  return permissionOf(useRole(), deed) === 'yes';
}
