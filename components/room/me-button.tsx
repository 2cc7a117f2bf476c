'use client';

import { useEffect, useRef, useState } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { prefersStillness } from '#components/scoreboard/tap-echo.ts';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { PersonIcon } from './icons.tsx';
import { useLazy } from '#lib/client/react/use-lazy.ts';

async function loadDialog() {
  const { MeDialog } = await import('./me-dialog.tsx');
  return MeDialog;
}

/** Who this person is on the board, and the way to say so. Those who only look on are nobody there. */
export function MeButton() {
  const role = useRoom(({ you }) => you?.role);
  const own = useRoom(({ you, board }) => {
    return typeof you?.player === 'number' ? board.players.get(you.player) : undefined;
  });
  const selfJoin = useRoom(({ board }) => board.settings.selfJoin);
  const isEmpty = useRoom(({ board }) => board.players.size === 0);
  const [isOpen, setIsOpen] = useState(false);
  const { Part: Dialog } = useLazy(isOpen, loadDialog);
  useShowOwnLane(own?.id);
  if (role === undefined || role === 'spectator' || (isEmpty && !selfJoin)) return null;

  const bib = own === undefined ? null : bibOf(own.id, own);
  const invitation = selfJoin ? 'Play with us' : 'Me';
  return (
    <>
      <button
        type="button"
        className="dock-button me-button needs-scripts"
        aria-haspopup="dialog"
        aria-label={own === undefined ? undefined : `You play as ${own.name}`}
        data-bib={bib?.colour}
        data-inviting={(own === undefined && selfJoin) || undefined}
        onClick={() => setIsOpen(true)}
      >
        {bib === null ? <PersonIcon /> : <BibShape shape={bib.shape} className="size-5" />}
        {own === undefined ? invitation : <span className="me-name">{own.name}</span>}
      </button>
      {Dialog !== null && <Dialog onClose={() => setIsOpen(false)} />}
    </>
  );
}

/** Brings the lane into sight once it has become this person's own. */
function useShowOwnLane(id: number | undefined): void {
  const last = useRef(id);
  useEffect(() => {
    if (last.current === id) return;
    last.current = id;
    // On a long board it comes into the document only now.
    requestAnimationFrame(() => {
      document.querySelector('.lane[data-own]')?.scrollIntoView({
        block: 'nearest',
        behavior: prefersStillness() ? 'instant' : 'smooth',
      });
    });
  }, [id]);
}
