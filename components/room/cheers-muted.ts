'use client';

import { useSyncExternalStore } from 'react';

const KEY = 'scoreroom:cheers-muted';
const listeners = new Set<() => void>();
let known: boolean | null = null;

/** Whether this browser shows no cheers. */
export function areCheersMuted(): boolean {
  if (known !== null) return known;
  try {
    known = localStorage.getItem(KEY) !== null;
  } catch {
    known = false;
  }
  return known;
}

export function muteCheers(isMuted: boolean): void {
  known = isMuted;
  try {
    if (isMuted) localStorage.setItem(KEY, 'yes');
    else localStorage.removeItem(KEY);
  } catch {
    // Private windows may store nothing; the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

export function useCheersMuted(): boolean {
  return useSyncExternalStore(subscribe, areCheersMuted, () => false);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
