'use client';

import { useEffect, useEffectEvent } from 'react';

const EVERY_MS = 2_000;

/**
 * Calls `ask` every two seconds while the page is looked at, and at once when it comes back into sight; never a second time
 * before the first is answered.
 */
export function usePoll(ask: () => Promise<void>): void {
  const askNow = useEffectEvent(ask);
  useEffect(() => {
    let isAsking = false;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      timer = setTimeout(() => void turn(), EVERY_MS);
    };
    const turn = async () => {
      if (document.visibilityState === 'hidden' || isAsking || isOver) return;
      isAsking = true;
      await askNow();
      isAsking = false;
      if (!isOver) later();
    };
    const onVisibility = () => {
      clearTimeout(timer);
      void turn();
    };
    later();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, []);
}
