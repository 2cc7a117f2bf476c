'use client';

import { useState } from 'react';
import { formatChange } from '#components/scoreboard/format-score.ts';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import { UndoIcon } from './icons.tsx';

/** Takes the last own tap back, as long as the room allows it. */
export function UndoTap() {
  const undoable = useRoom((state) => state.undoable);
  const name = useRoom(({ board, undoable: tap }) => {
    return tap === null ? undefined : board.players.get(tap.player)?.name;
  });
  const { act, warn } = useRoomActions();
  const [isBusy, setIsBusy] = useState(false);
  if (undoable === null || name === undefined) return null;

  const undo = async () => {
    if (isBusy) return;
    setIsBusy(true);
    const outcome = await act({ type: 'undo-own' });
    setIsBusy(false);
    if (!outcome.ok) warn(outcome.error.message);
  };
  const change = formatChange(undoable.delta);
  return (
    <button
      type="button"
      className="dock-button undo-tap"
      aria-disabled={isBusy || undefined}
      onClick={() => void undo()}
    >
      <UndoIcon />
      <span className="undo-words">
        Undo {change} <span className="undo-for">for {name}</span>
      </span>
    </button>
  );
}
