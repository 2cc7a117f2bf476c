'use client';

import { useRoom } from '#lib/client/react/room-hooks.ts';
import { useLazy } from '#lib/client/react/use-lazy.ts';

async function loadUndoTap() {
  const { UndoTap } = await import('./undo-tap.tsx');
  return UndoTap;
}

/** The way back, from the first tap on. */
export function UndoSlot() {
  const { Part: UndoTap } = useLazy(
    useRoom(({ undoable }) => undoable !== null),
    loadUndoTap,
  );
  return UndoTap === null ? null : <UndoTap />;
}
