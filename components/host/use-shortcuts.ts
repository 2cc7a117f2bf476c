'use client';

import { useEffect, useRef, useSyncExternalStore } from 'react';
import { commandOf, type Command } from './shortcuts.ts';

const KEY = 'scoreroom:host-keys';

const listeners = new Set<() => void>();
/** What was chosen on this page, also where the browser stores nothing. */
let chosen: boolean | null = null;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function areWanted(): boolean {
  if (chosen !== null) return chosen;
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

function turn(areOn: boolean): void {
  chosen = areOn;
  try {
    localStorage.setItem(KEY, areOn ? 'on' : 'off');
  } catch {
    // Then the choice lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

/** Whether this browser's person wants them; on unless they were turned off. */
export function useShortcutsWanted(): [areOn: boolean, turn: (areOn: boolean) => void] {
  return [useSyncExternalStore(subscribe, areWanted, () => true), turn];
}

/** Hears keys while nobody types and no dialog is open. `run` returns whether the key was of use. */
export function useShortcuts(areOn: boolean, run: (command: Command) => boolean): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!areOn) return;
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTaken(event)) return;
      const command = commandOf(event);
      if (command !== null && latest.current(command)) event.preventDefault();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [areOn]);
}

/** One that is on its way out has had its last key. */
const OPEN_DIALOG = ':is([role=dialog], [role=alertdialog]):not([data-closed]), dialog[open]';

/** Whether the key belongs to what has the focus: a field, a control that it works, or a dialog. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector(OPEN_DIALOG) !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.matches('textarea, select, input:not([type=radio], [type=checkbox])')) return true;
  if (key === 'Enter') return target.matches('a, button, summary, input');
  if (key.startsWith('Arrow')) return target.matches('input, summary');
  return false;
}
