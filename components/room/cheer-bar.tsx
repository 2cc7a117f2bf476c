'use client';

import { useEffect } from 'react';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import type { Cheer } from '#lib/protocol/messages.ts';
import { muteCheers, useCheersMuted } from './cheers-muted.ts';

/** All that the protocol knows, each with a word for those who hear it. */
const WORDS: Record<Cheer['emoji'], string> = {
  '👏': 'Clap',
  '🎉': 'Celebrate',
  '🔥': 'On fire',
  '😂': 'Laugh',
  '😮': 'Wow',
  '❤️': 'Love',
};
const CHEERS = Object.entries(WORDS) as [Cheer['emoji'], string][];

/** The cheers, and the switch by which they leave this screen alone. */
export function CheerBar({ onClose }: { onClose: () => void }) {
  const mayCheer = useRoom(({ you }) => you !== null && you.role !== 'spectator');
  const { cheer } = useRoomActions();
  const isMuted = useCheersMuted();
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') onClose();
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [onClose]);
  return (
    <fieldset className="cheer-bar">
      <legend className="sr-only">Cheers</legend>
      {mayCheer &&
        CHEERS.map(([emoji, word]) => (
          <button
            key={emoji}
            type="button"
            className="cheer-choice"
            aria-label={word}
            onClick={() => cheer(emoji)}
          >
            {emoji}
          </button>
        ))}
      <button
        type="button"
        className="cheer-mute"
        aria-pressed={isMuted}
        onClick={() => muteCheers(!isMuted)}
      >
        Mute
        <span className="sr-only"> cheers on this screen</span>
      </button>
    </fieldset>
  );
}
