'use client';

import { useSyncExternalStore } from 'react';
import { LIMITS } from '#lib/protocol/limits.ts';

const DEFAULT_STEP = 1;
const listeners = new Set<() => void>();
/** What was chosen on this page, also where the browser stores nothing. */
const chosen = new Map<string, number>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** How much one tap counts in this room, remembered in this browser. */
export function useStep(code: string): [step: number, setStep: (step: number) => void] {
  const step = useSyncExternalStore(
    subscribe,
    () => stepOf(code),
    () => DEFAULT_STEP,
  );
  const setStep = (next: number) => {
    if (!isStep(next)) return;
    chosen.set(code, next);
    try {
      localStorage.setItem(keyOf(code), String(next));
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

function stepOf(code: string): number {
  const known = chosen.get(code);
  if (known !== undefined) return known;
  const step = readStep(code);
  chosen.set(code, step);
  return step;
}

function readStep(code: string): number {
  try {
    const stored = Number(localStorage.getItem(keyOf(code)));
    return isStep(stored) ? stored : DEFAULT_STEP;
  } catch {
    return DEFAULT_STEP;
  }
}

function keyOf(code: string): string {
  return `scoreroom:step:${code}`;
}
