'use client';

import { useLayoutEffect, useRef, useState } from 'react';
import type { CSSProperties, RefObject } from 'react';
import { useArrangement } from './arrangement-context.tsx';
import { watchNearness } from './nearness.ts';
import { isWindowed } from './whole-board.ts';

interface LaneMotion {
  readonly ref: RefObject<HTMLLIElement | null>;
  readonly style: CSSProperties;
}

/**
 * Keeps a lane where the arrangement shows it. The place is written to the element and not rendered: one player who passes
 * a hundred others moves a hundred lanes, whose content is still the same.
 */
export function useLaneMotion(id: number): LaneMotion {
  const arrangement = useArrangement();
  const ref = useRef<HTMLLIElement>(null);
  const [style] = useState<CSSProperties & Record<`--${string}`, number>>(() => ({
    '--index': arrangement.indexOf(id),
  }));

  useLayoutEffect(() => {
    const lane = ref.current;
    if (lane === null) return undefined;
    let shown = -1;
    let shownOf = 0;
    const move = () => {
      const index = arrangement.indexOf(id);
      const { size } = arrangement;
      if (index === shown && size === shownOf) return;
      shown = index;
      shownOf = size;
      lane.style.setProperty('--index', String(index));
      tellPlace(lane, index, size);
    };
    move();
    const unsubscribe = arrangement.subscribe(move);
    const unwatch = watchNearness(lane);
    return () => {
      unsubscribe();
      unwatch();
    };
  }, [arrangement, id]);

  return { ref, style };
}

/** Where most lanes are not in the document, each says itself which one of how many it is. */
function tellPlace(lane: HTMLElement, index: number, size: number): void {
  const isTold = isWindowed(size);
  lane.ariaPosInSet = isTold ? String(index + 1) : null;
  lane.ariaSetSize = isTold ? String(size) : null;
}
