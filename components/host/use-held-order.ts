'use client';

import { useCallback, useEffect, useRef, useState } from 'react';

/** Rows stay where they are for this long after a tap, so that the next one does not hit a neighbour that slid in. */
const HOLD_MS = 1_200;

/** The order in which rows are shown: the latest, but never changed under a finger. */
export function useHeldOrder(latest: readonly number[]): {
  order: readonly number[];
  hold: () => void;
} {
  const key = latest.join();
  const [shown, setShown] = useState({ key, order: latest });
  const heldUntil = useRef(-Infinity);
  // Who came or went shows at once: a row of nobody cannot be tapped.
  const isSameCast =
    shown.order.length === latest.length && latest.every((id) => shown.order.includes(id));

  useEffect(() => {
    if (shown.key === key) return;
    const wait = isSameCast ? Math.max(0, heldUntil.current - performance.now()) : 0;
    const show = () => setShown({ key, order: key === '' ? [] : key.split(',').map(Number) });
    const timer = setTimeout(show, wait);
    return () => clearTimeout(timer);
  }, [key, shown.key, isSameCast]);

  const hold = useCallback(() => {
    heldUntil.current = performance.now() + HOLD_MS;
  }, []);
  return { order: isSameCast ? shown.order : latest, hold };
}
