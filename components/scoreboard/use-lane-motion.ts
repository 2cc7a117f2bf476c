'use client';

import { useLayoutEffect, useRef, useState } from 'react';
import type { CSSProperties, RefObject } from 'react';
import { useArrangement } from './arrangement-context.tsx';
import { watchNearness } from './nearness.ts';

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
    const move = () => {
      const index = arrangement.indexOf(id);
      if (index === shown) return;
      shown = index;
      lane.style.setProperty('--index', String(index));
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
