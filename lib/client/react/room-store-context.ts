'use client';

import { createContext, use } from 'react';
import { assert } from '#lib/shared/assert.ts';
import type { RoomState, RoomStore } from '../store/room-state.ts';

export interface RoomStoreContextValue {
  readonly store: RoomStore;
  /** What the server rendered, which hydration must find again even if the store has moved on. */
  readonly initial: RoomState;
}

export const RoomStoreContext = createContext<RoomStoreContextValue | null>(null);

export function useRoomStore(): RoomStoreContextValue {
  const value = use(RoomStoreContext);
  assert(value !== null, 'room hooks are used inside a RoomStoreProvider');
  return value;
}
