'use client';

import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { RoomState } from '#lib/client/store/room-state.ts';
import { AddPlayer } from './add-player.tsx';
import { JoinIn } from './join-in.tsx';

/** The form below the board, for those who may put a name on it. */
export function RosterForm() {
  const form = useRoom(formFor);
  if (form === 'add') return <AddPlayer />;
  return form === 'join' ? <JoinIn /> : null;
}

function formFor({ you, board }: RoomState): 'add' | 'join' | null {
  if (you?.role === 'host') return 'add';
  const isFree = you !== null && you.role !== 'spectator' && you.player === null;
  return isFree && board.settings.selfJoin ? 'join' : null;
}
