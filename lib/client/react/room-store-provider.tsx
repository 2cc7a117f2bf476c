'use client';

import { useEffect, useState, type ReactNode } from 'react';
import type { Snapshot } from '#lib/protocol/messages.ts';
import { createBrowserRoomStore } from '../store/browser-room-store.ts';
import { RoomStoreContext } from './room-store-context.ts';

interface RoomStoreProviderProps {
  /** The room as the server rendered it: shown until the connection brings news. */
  readonly snapshot: Snapshot;
  readonly children: ReactNode;
}

/** Holds one live store for one room, from mount to unmount. */
export function RoomStoreProvider({ snapshot, children }: RoomStoreProviderProps) {
  return (
    <OneRoom key={snapshot.code} snapshot={snapshot}>
      {children}
    </OneRoom>
  );
}

function OneRoom({ snapshot, children }: RoomStoreProviderProps) {
  const [value] = useState(() => {
    const store = createBrowserRoomStore(snapshot);
    return { store, initial: store.getState() };
  });
  useEffect(() => {
    value.store.start();
    return () => value.store.close();
  }, [value]);
  return <RoomStoreContext value={value}>{children}</RoomStoreContext>;
}
