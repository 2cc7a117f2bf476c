'use client';

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { RefObject } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { Arrangement } from './arrangement.ts';
import type { LaneWindow } from './lane-window.ts';
import { isWindowed } from './whole-board.ts';

interface Windowed {
  /** Ids of the lanes that are in the document, in its order. */
  readonly lanes: readonly number[];
  readonly ref: RefObject<HTMLOListElement | null>;
}

/**
 * Keeps the lanes near the window in the document; on a board that is not long, all of them. Its code comes only with a long
 * board, which is whole until then.
 */
export function useLaneWindow(arrangement: Arrangement, players: number): Windowed {
  const ref = useRef<HTMLOListElement>(null);
  const [laneWindow, setLaneWindow] = useState<LaneWindow | null>(null);
  const own = useRoom(({ you }) => you?.player ?? null);
  const isLong = isWindowed(players);

  useEffect(() => {
    const list = ref.current;
    if (!isLong || list === null) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    import('./open-lane-window.ts').then(
      ({ openLaneWindow }) => {
        if (!signal.aborted) setLaneWindow(openLaneWindow(arrangement, list, signal));
      },
      // Then the board stays whole: slower, and as good to read.
      () => undefined,
    );
    return () => {
      controller.abort();
      setLaneWindow(null);
    };
  }, [arrangement, isLong]);
  useEffect(() => laneWindow?.own(own), [laneWindow, own]);

  const { subscribe, lanes } = laneWindow ?? {
    subscribe: arrangement.subscribe,
    lanes: arrangement.settled,
  };
  return { lanes: useSyncExternalStore(subscribe, lanes, arrangement.settled), ref };
}
