'use client';

import { useEffect, useRef } from 'react';
import { useRoomActions } from '#lib/client/react/room-hooks.ts';
import { areCheersMuted } from './cheers-muted.ts';

/** Where cheers float. Nothing of it takes a tap, or a word from a screen reader. */
export function CheerLayer() {
  const { subscribeCheers } = useRoomActions();
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    return subscribeCheers((counts) => {
      if (areCheersMuted() || document.hidden) return;
      import('./float-cheers.ts').then(
        ({ floatCheers }) => {
          if (layer.current !== null) floatCheers(layer.current, counts);
        },
        // Offline at the first cheer: it is gone by the time that it could be shown.
        () => undefined,
      );
    });
  }, [subscribeCheers]);
  return <div ref={layer} className="cheer-layer" aria-hidden="true" />;
}
