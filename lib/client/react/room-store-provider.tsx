'use client';

import { useEffect, useState, type ReactNode } from 'react';
import type { Snapshot, You } from '#lib/protocol/messages.ts';
import { linkKey, onLinkKey } from '../entry/link-key.ts';
import { createBrowserRoomStore } from '../store/browser-room-store.ts';
import { RoomStoreContext } from './room-store-context.ts';

interface RoomStoreProviderProps {
  /** The room as the server rendered it: shown until the connection brings news. */
  readonly snapshot: Snapshot;
  /** Who the server took the person for, at the same moment. */
  readonly you?: You | null;
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

function OneRoom({ snapshot, you = null, children }: RoomStoreProviderProps) {
  const [value] = useState(() => {
    const store = createBrowserRoomStore(snapshot, you);
    return { store, initial: store.getState() };
  });
  useEffect(() => {
    const { store } = value;
    let isGone = false;
    const begin = async () => {
      // Whoever comes by a secret link joins with the role that it gives, and not as a guest before.
      if (linkKey() !== null) {
        const { enterByLink } = await import('../entry/enter.ts');
        const problem = await enterByLink(snapshot.code);
        if (isGone) return;
        if (problem !== null) store.warn(problem);
      }
      store.start();
    };
    // Without a link in the same turn: each tap would rather be sent at once.
    void begin();
    const unsubscribe = onLinkKey(() => void begin());
    return () => {
      isGone = true;
      unsubscribe();
      store.close();
    };
  }, [value, snapshot.code]);
  return <RoomStoreContext value={value}>{children}</RoomStoreContext>;
}
