'use client';

import { useEffect } from 'react';
import { Scoreboard } from '#components/scoreboard/scoreboard.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { AnnouncementBanner } from './announcement-banner.tsx';
import { CheerLayer } from './cheer-layer.tsx';
import { Dock } from './dock.tsx';
import { Listener } from './listener.tsx';
import { RememberBoard } from './remember-board.tsx';
import { replayEarlyClicks } from './replay-early-clicks.ts';
import { RoomHeader } from './room-header.tsx';
import { RosterForm } from './roster-form.tsx';

/** The live page of a room, around the standings. */
export function RoomScreen() {
  const isEmpty = useRoom(({ board }) => board.players.size === 0);
  useEffect(replayEarlyClicks, []);
  return (
    <div className="room">
      <RoomHeader />
      <main className="room-main">
        {isEmpty ? <EmptyBoard /> : <Scoreboard />}
        <RosterForm />
      </main>
      <CheerLayer />
      <AnnouncementBanner />
      <Listener />
      <Dock />
      <RememberBoard />
    </div>
  );
}

function EmptyBoard() {
  const isHost = useRoom(({ you }) => you?.role === 'host');
  const selfJoin = useRoom(({ you, board }) => {
    return board.settings.selfJoin && you !== null && you.role !== 'spectator';
  });
  return (
    <div className="empty-board">
      <p className="poster text-6xl md:text-8xl">Nobody’s on the board yet.</p>
      <p className="text-lg text-muted">
        {isHost && 'Add the first player below. Every screen in the room follows.'}
        {!isHost && selfJoin && 'Be the first: your name, and you are in.'}
        {!isHost && !selfJoin && 'The host adds the players. They appear here by themselves.'}
      </p>
    </div>
  );
}
