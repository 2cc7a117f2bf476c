'use client';

import { useState } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { useLazy } from '#lib/client/react/use-lazy.ts';

async function loadAnnouncer() {
  const { Announcer } = await import('#components/scoreboard/announcer.tsx');
  return Announcer;
}

/** Tells screen readers of changes, from the first one on: until then there is nothing to tell. */
export function Listener() {
  const board = useRoom((state) => state.board);
  const [first] = useState(board);
  const { Part: Announcer } = useLazy(board.version !== first.version, loadAnnouncer);
  return Announcer === null ? null : <Announcer since={first} />;
}
