'use client';

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { FocusEvent, RefObject } from 'react';
import { flushSync } from 'react-dom';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { Arrangement } from './arrangement.ts';
import { LaneWindow } from './lane-window.ts';
import { sightOn } from './sight.ts';
import { isWindowed } from './whole-board.ts';

interface Windowed {
  /** Ids of the lanes that are in the document, in its order. */
  readonly lanes: readonly number[];
  readonly ref: RefObject<HTMLOListElement | null>;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: (event: FocusEvent) => void;
}

/** Keeps the lanes near the window in the document; on a board that is not long, all of them. */
export function useLaneWindow(arrangement: Arrangement, players: number): Windowed {
  const ref = useRef<HTMLOListElement>(null);
  const [laneWindow] = useState(() => new LaneWindow(arrangement));
  const { subscribe, lanes } = laneWindow;
  const own = useRoom(({ you }) => you?.player ?? null);
  const isLong = isWindowed(players);

  useEffect(() => laneWindow.own(own), [laneWindow, own]);
  useEffect(() => () => laneWindow.close(), [laneWindow]);
  useEffect(() => {
    const list = ref.current;
    if (!isLong || list === null) return undefined;
    return watchSight(list, (isWhole) =>
      laneWindow.look(isWhole ? null : sightOn(list, arrangement.settled().length)),
    );
  }, [arrangement, laneWindow, isLong]);

  return {
    lanes: useSyncExternalStore(subscribe, lanes, arrangement.settled),
    ref,
    onFocus: ({ target }) => {
      const { player } = target.closest<HTMLElement>('.lane')?.dataset ?? {};
      laneWindow.focus(player === undefined ? null : Number(player));
    },
    onBlur: ({ target }) => {
      // Where another window takes over, the lane keeps the focus for when this one comes back.
      if (document.activeElement !== target) laneWindow.focus(null);
    },
  };
}

function watchSight(list: HTMLElement, look: (isWhole: boolean) => void): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const see = () => look(false);
  window.addEventListener('scroll', see, { passive: true, signal });
  window.addEventListener('resize', see, { signal });
  // On paper nobody scrolls. What is printed is what stands there when the event is over.
  window.addEventListener('beforeprint', () => flushSync(() => look(true)), { signal });
  window.addEventListener('afterprint', see, { signal });
  const sizes = new ResizeObserver(see);
  sizes.observe(list);
  sizes.observe(document.body);
  return () => {
    controller.abort();
    sizes.disconnect();
  };
}
