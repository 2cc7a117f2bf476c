'use client';

import { useMemo, useState, useSyncExternalStore } from 'react';
import type { RoomState, RoomStore } from '../store/room-state.ts';
import { useRoomStore } from './room-store-context.ts';
import { Selection } from './selection.ts';

export type RoomActions = Omit<RoomStore, 'getState' | 'subscribe' | 'start' | 'close'>;

/**
 * A part of the room's state. The component renders again only when that part shows something else, so select narrowly:
 * one row its own player, `(state) => state.board.players.get(id)`.
 */
export function useRoom<T>(selector: (state: RoomState) => T): T {
  const { store, initial } = useRoomStore();
  const [selection] = useState(() => new Selection<T>());
  const getSelection = useMemo(
    () => selection.getter(store.getState, selector),
    [selection, store, selector],
  );
  const getInitialSelection = useMemo(
    () => selection.getter(() => initial, selector),
    [selection, initial, selector],
  );
  return useSyncExternalStore(store.subscribe, getSelection, getInitialSelection);
}

/** What the person at this page can do. The same object at each render. */
export function useRoomActions(): RoomActions {
  return useRoomStore().store;
}
