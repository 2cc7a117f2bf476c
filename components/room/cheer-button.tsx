'use client';

import { useCallback, useState } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { useCheersMuted } from './cheers-muted.ts';
import { useLazy } from '#lib/client/react/use-lazy.ts';

async function loadBar() {
  const { CheerBar } = await import('./cheer-bar.tsx');
  return CheerBar;
}

/** Opens and closes the bar of cheers. */
export function CheerButton() {
  const areOn = useRoom(({ board }) => board.settings.cheers);
  const role = useRoom(({ you }) => you?.role);
  const isMuted = useCheersMuted();
  const [isOpen, setIsOpen] = useState(false);
  const { Part: Bar } = useLazy(isOpen, loadBar);
  const close = useCallback(() => setIsOpen(false), []);
  if (!areOn || role === undefined) return null;

  const word = role === 'spectator' ? 'Cheers' : 'Cheer';
  return (
    <div className="needs-scripts">
      <button
        type="button"
        className="dock-button"
        aria-label={isMuted ? `${word} (muted)` : word}
        aria-expanded={Bar !== null}
        data-muted={isMuted || undefined}
        onClick={() => setIsOpen((open) => !open)}
      >
        <span aria-hidden="true" className="cheer-hands">
          👏
        </span>
        <span className="cheer-word">{word}</span>
      </button>
      {Bar !== null && <Bar onClose={close} />}
    </div>
  );
}
