'use client';

import { useEffect, useState, type ReactNode } from 'react';
import type { Snapshot, You } from '#lib/protocol/messages.ts';
import { createBrowserRoomStore } from '../store/browser-room-store.ts';
import { RoomStoreContext } from './room-store-context.ts';

interface RoomStoreProviderProps {
  /** The room as the server rendered it: shown until the connection brings news. */
  readonly snapshot: Snapshot;
  /** Who the server took the person for, at the same moment. */
  readonly you?: You | null;
  /** Asked once, before the store starts: whether something else on the page comes first, and ends with a reload. */
  readonly isHeld?: () => boolean;
  readonly children: ReactNode;
}

/** Holds one live store for one room, from mount to unmount. */
export function RoomStoreProvider({ children, ...room }: RoomStoreProviderProps) {
  return (
    <OneRoom key={room.snapshot.code} {...room}>
      {children}
    </OneRoom>
  );
}

function OneRoom({ snapshot, you = null, isHeld, children }: RoomStoreProviderProps) {
  const [value] = useState(() => {
    const store = createBrowserRoomStore(snapshot, you);
    return { store, initial: store.getState(), isHeld };
  });
  useEffect(() => {
    if (value.isHeld?.() === true) return undefined;
    value.store.start();
    return () => value.store.close();
  }, [value]);
  return <RoomStoreContext value={value}>{children}</RoomStoreContext>;
}
