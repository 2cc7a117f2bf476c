'use client';

import { useRoom } from '#lib/client/react/room-hooks.ts';
import { NameForm } from './name-form.tsx';

/** For the host, who has more than this on the page of their own. */
export function AddPlayer() {
  const isEmpty = useRoom(({ board }) => board.players.size === 0);
  return (
    <NameForm
      label="New player’s name"
      isLabelHidden
      placeholder={isEmpty ? 'Who plays first?' : 'One more player'}
      button="Add player"
      toAction={(name) => ({ type: 'add-players', names: [name] })}
    />
  );
}
