'use client';

import { useEffect } from 'react';
import { rememberBoard } from '#components/home/recent-boards-store.ts';
import { useRoom } from '#lib/client/react/room-hooks.ts';

/** Notes this board for the home page of this browser. */
export function RememberBoard() {
  const code = useRoom(({ board }) => board.code);
  const name = useRoom(({ board }) => board.name);
  useEffect(() => rememberBoard({ code, name }), [code, name]);
  return null;
}
