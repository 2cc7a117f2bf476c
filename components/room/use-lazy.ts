'use client';

import { useCallback, useRef, useState } from 'react';
import type { ComponentType } from 'react';
import { useRoomActions } from '#lib/client/react/room-hooks.ts';

/**
 * A component whose code is fetched when somebody wants it: few do, and everybody would wait for it. `load` is called once;
 * where that fails the person hears of it, and may try again.
 */
export function useLazy<P>(
  load: () => Promise<ComponentType<P>>,
): [Part: ComponentType<P> | null, want: () => void] {
  const { warn } = useRoomActions();
  const [Part, setPart] = useState<ComponentType<P> | null>(null);
  const loading = useRef(false);
  const want = useCallback(() => {
    if (loading.current) return;
    loading.current = true;
    load().then(
      (part) => setPart(() => part),
      () => {
        loading.current = false;
        warn(
          'A part of this page could not be fetched. See whether you are online, and try again.',
        );
      },
    );
  }, [load, warn]);
  return [Part, want];
}
