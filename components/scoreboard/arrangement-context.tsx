'use client';

import { createContext, use, useSyncExternalStore } from 'react';
import { Arrangement } from './arrangement.ts';

export const ArrangementContext = createContext(new Arrangement([]));

export function useArrangement(): Arrangement {
  return use(ArrangementContext);
}

/** Where this player's row is shown, counted from 0. */
export function useShownIndex(id: number): number {
  const { subscribe, indexOf } = useArrangement();
  const read = () => indexOf(id);
  return useSyncExternalStore(subscribe, read, read);
}
