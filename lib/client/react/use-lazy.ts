'use client';

import { useEffect, useState } from 'react';
import type { ComponentType } from 'react';
import { useRoomActions } from './room-hooks.ts';

interface Lazy<P> {
  /** Null while it is not wanted, or not there yet. */
  readonly Part: ComponentType<P> | null;
}

/**
 * A component whose code is fetched when it is first wanted: few want it, and everybody would wait for it. `load` is a
 * function of the module. Where it fails the person hears of it, and wanting it again tries again.
 */
export function useLazy<P>(isWanted: boolean, load: () => Promise<ComponentType<P>>): Lazy<P> {
  const { warn } = useRoomActions();
  const [Part, setPart] = useState<ComponentType<P> | null>(null);
  const isMissing = isWanted && Part === null;
  useEffect(() => {
    if (!isMissing) return;
    load().then(
      (part) => setPart(() => part),
      () => warn('A part of this page could not be fetched. Try again when you are online.'),
    );
  }, [isMissing, load, warn]);
  return { Part: isWanted ? Part : null };
}
