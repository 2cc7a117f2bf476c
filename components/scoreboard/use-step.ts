'use client';

import { useSyncExternalStore } from 'react';
import { LIMITS } from '#lib/protocol/limits.ts';

const listeners = new Set<() => void>();
/** What was chosen on this page, also where the browser stores nothing. */
const chosen = new Map<string, number | null>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How much one tap is to count in this room, remembered in this browser; null where nothing was chosen. */
export function useStep(
  code: string,
): [step: number | null, setStep: (step: number | null) => void] {
  const step = useSyncExternalStore(
    subscribe,
    () => stepOf(code),
    () => null,
  );
  const setStep = (next: number | null) => {
    chosen.set(code, next);
    try {
      if (next === null) localStorage.removeItem(keyOf(code));
      else localStorage.setItem(keyOf(code), String(next));
    } catch {
      // Private windows may store nothing; the choice then lasts as long as the page.
    }
    for (const listener of listeners) listener();
  };
  return [step, setStep];
}

export function isStep(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= LIMITS.delta;
}

function stepOf(code: string): number | null {
  const known = chosen.get(code);
  if (known !== undefined) return known;
  const step = readStep(code);
  chosen.set(code, step);
  return step;
}

function readStep(code: string): number | null {
  try {
    const stored = Number(localStorage.getItem(keyOf(code)));
    return isStep(stored) ? stored : null;
  } catch {
    return null;
  }
}

function keyOf(code: string): string {
  return `scoreroom:step:${code}`;
}
