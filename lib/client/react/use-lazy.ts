'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { ComponentType } from 'react';
import { useRoomActions } from './room-hooks.ts';

/**
 * A component whose code is fetched when somebody wants it: few do, and everybody would wait for it. `load` is a function
 * of the module, and called once; where that fails the person hears of it, and may try again.
 */
export function useLazy<P>(
  load: () => Promise<ComponentType<P>>,
): [Part: ComponentType<P> | null, want: () => void] {
  const { warn } = useRoomActions();
  const [Part, setPart] = useState<ComponentType<P> | null>(null);
  const isLoading = useRef(false);
  const want = useCallback(() => {
    if (isLoading.current) return;
    isLoading.current = true;
    load().then(
      (part) => setPart(() => part),
      () => {
        isLoading.current = false;
        warn('A part of this page could not be fetched. Try again when you are online.');
      },
    );
  }, [load, warn]);
  return [Part, want];
}

/** The same for what the state of the room calls for; null as long as it does not. */
export function useLazyWhen<P>(
  isWanted: boolean,
  load: () => Promise<ComponentType<P>>,
): ComponentType<P> | null {
  const [Part, want] = useLazy(load);
  useEffect(() => {
    if (isWanted) want();
  }, [isWanted, want]);
  return isWanted ? Part : null;
}
