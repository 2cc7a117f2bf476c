'use client';

import { useCallback, useEffect, useRef } from 'react';

const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove', 'scroll'] as const;

/** How long ago somebody last did something with the page, in milliseconds. */
export function usePresence(): () => number {
  const lastAt = useRef(-Infinity);
  useEffect(() => {
    const note = () => {
      lastAt.current = performance.now();
    };
    note();
    const options = { capture: true, passive: true };
    for (const sign of SIGNS) window.addEventListener(sign, note, options);
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, note, options);
    };
  }, []);
  return useCallback(() => performance.now() - lastAt.current, []);
}
