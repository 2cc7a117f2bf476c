'use client';

import { useEffect, useRef, useState } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import type { Action } from '#lib/protocol/actions.ts';
import type { WirePlayer } from '#lib/protocol/messages.ts';
import { JoinIn } from './join-in.tsx';

/** More names than these are looked for by typing. */
const SEARCHED = 12;

const WORDS = { taken: 'Taken', blocked: 'Not to be claimed' } as const;

/** Who this person is on the board: says it, changes it, or takes it back. */
export function MeDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const ownId = useRoom(({ you }) => you?.player ?? null);
  const own = useRoom(({ board }) => (ownId === null ? undefined : board.players.get(ownId)));
  const selfJoin = useRoom(({ board }) => board.settings.selfJoin);
  const { act } = useRoomActions();
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState('');

  useEffect(() => dialog.current?.showModal(), []);

  const attempt = async (action: Action) => {
    if (isBusy) return;
    setIsBusy(true);
    const outcome = await act(action);
    setIsBusy(false);
    setProblem(outcome.ok ? '' : outcome.error.message);
    if (outcome.ok) dialog.current?.close();
  };

  return (
    <dialog
      ref={dialog}
      className="me-dialog"
      aria-labelledby="me-title"
      closedby="any"
      onClose={onClose}
    >
      <div className="me-panel">
        <h2 id="me-title" className="me-title">
          {own === undefined ? 'Who are you here?' : 'You on this board'}
        </h2>
        {own === undefined ? (
          <>
            {selfJoin && <JoinIn onDone={() => dialog.current?.close()} />}
            <Claims
              isAlternative={selfJoin}
              onClaim={(player) => void attempt({ type: 'claim-player', player })}
            />
          </>
        ) : (
          <>
            <p className="me-own" data-bib={bibOf(own.id, own).colour}>
              <span className="me-bib">
                <BibShape shape={bibOf(own.id, own).shape} className="size-7" />
              </span>
              <span className="me-own-name" dir="auto">
                {own.name}
              </span>
            </p>
            <p className="text-muted">
              This browser stays {own.name}, also after you close the page and come back.
            </p>
            <button
              type="button"
              className="button"
              aria-disabled={isBusy || undefined}
              onClick={() => void attempt({ type: 'release-player', player: own.id })}
            >
              That is not me
            </button>
          </>
        )}
        <p role="alert" className="me-problem">
          {problem}
        </p>
        <form method="dialog">
          <button type="submit" className="button w-full">
            Back to the board
          </button>
        </form>
      </div>
    </dialog>
  );
}

interface ClaimsProps {
  readonly isAlternative: boolean;
  readonly onClaim: (player: number) => void;
}

function Claims({ isAlternative, onClaim }: ClaimsProps) {
  const players = useRoom(({ board }) => board.players);
  const [wanted, setWanted] = useState('');
  const all = Array.from(players.values()).toSorted(inRoster);
  if (all.length === 0) return null;
  const shown = all.filter(({ name }) => {
    return name.toLocaleLowerCase().includes(wanted.trim().toLocaleLowerCase());
  });
  return (
    <div className="me-claims">
      <p>
        {isAlternative ? 'Or are you on the board already?' : 'Choose your name.'} Your lane is then
        marked on this screen.
      </p>
      {all.length > SEARCHED && (
        <input
          className="input"
          type="search"
          aria-label="Look for a name"
          placeholder="Look for a name"
          autoComplete="off"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <ul className="me-list">
        {shown.map((player) => (
          <li key={player.id}>
            <button
              type="button"
              className="me-choice"
              data-bib={bibOf(player.id, player).colour}
              disabled={player.claim !== undefined}
              onClick={() => onClaim(player.id)}
            >
              <span className="me-bib">
                <BibShape shape={bibOf(player.id, player).shape} className="size-5" />
              </span>
              <span className="me-choice-name" dir="auto">
                {player.name}
              </span>
              {player.claim !== undefined && <small>{WORDS[player.claim]}</small>}
            </button>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p className="text-muted">Nobody on the board is called that.</p>}
    </div>
  );
}

function inRoster(a: WirePlayer, b: WirePlayer): number {
  return (a.position ?? a.id) - (b.position ?? b.id) || a.id - b.id;
}
