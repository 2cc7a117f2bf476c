'use client';

import { NameForm } from './name-form.tsx';

/** Puts the person themself on the board, where the room lets people do that. */
export function JoinIn({ onDone }: { onDone?: (players: readonly number[]) => void }) {
  return (
    <NameForm
      label="Play with us"
      placeholder="Your name"
      button="Join in"
      toAction={(name) => ({ type: 'take-part', name })}
      {...(onDone !== undefined && { onDone })}
    />
  );
}
