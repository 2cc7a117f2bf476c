'use client';

import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { RoomState } from '#lib/client/store/room-state.ts';
import { useLazy } from '#lib/client/react/use-lazy.ts';

async function loadAddPlayer() {
  const { AddPlayer } = await import('./add-player.tsx');
  return AddPlayer;
}

async function loadJoinIn() {
  const { JoinIn } = await import('./join-in.tsx');
  return JoinIn;
}

/** The form below the board, for those who may put a name on it. */
export function RosterForm() {
  const form = useRoom(formFor);
  const { Part: AddPlayer } = useLazy(form === 'add', loadAddPlayer);
  const { Part: JoinIn } = useLazy(form === 'join', loadJoinIn);
  return (
    <>
      {AddPlayer !== null && <AddPlayer />}
      {JoinIn !== null && <JoinIn />}
    </>
  );
}

function formFor({ you, board }: RoomState): 'add' | 'join' | null {
  if (you?.role === 'host') return 'add';
  const isFree = you !== null && you.role !== 'spectator' && you.player === null;
  return isFree && board.settings.selfJoin ? 'join' : null;
}
