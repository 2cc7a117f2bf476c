'use client';

import { Announcer } from '#components/scoreboard/announcer.tsx';
import { Scoreboard } from '#components/scoreboard/scoreboard.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { AddPlayer } from './add-player.tsx';
import { Dock } from './dock.tsx';
import { RememberBoard } from './remember-board.tsx';
import { RoomHeader } from './room-header.tsx';

/** The live page of a room, around the standings. */
export function RoomScreen({ canHost }: { canHost: boolean }) {
  const isEmpty = useRoom(({ board }) => board.players.size === 0);
  return (
    <div className="room">
      <RoomHeader />
      <main className="room-main">
        {isEmpty ? <EmptyBoard canHost={canHost} /> : <Scoreboard />}
        {canHost && <AddPlayer />}
      </main>
      <Announcer />
      <Dock />
      <RememberBoard />
    </div>
  );
}

function EmptyBoard({ canHost }: { canHost: boolean }) {
  return (
    <div className="empty-board">
      <p className="poster text-6xl md:text-8xl">Nobody’s on the board yet.</p>
      <p className="text-lg text-muted">
        {canHost
          ? 'Add the first player below. Every screen in the room follows.'
          : 'The host adds the players. They appear here by themselves.'}
      </p>
    </div>
  );
}
