'use client';

import { useEffect, useRef, useState } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { fixedOrder } from './board-order.ts';
import { moved } from './moved.ts';
import { useAct } from './use-act.ts';

/** Puts the players in an order of the host's own. It is sent once, when it is done. */
export function Reorder({ onDone }: { onDone: () => void }) {
  const board = useRoom((state) => state.board);
  const act = useAct();
  const [order, setOrder] = useState<readonly number[]>(() => fixedOrder(board));
  const [news, setNews] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const refocus = useRef<string | null>(null);
  const here = order.filter((id) => board.players.has(id));

  useEffect(() => {
    // At an end of the list the button that moved it is off: the other one takes the focus.
    if (refocus.current === null) return;
    const row = list.current?.querySelector(`[data-id='${refocus.current}']`);
    refocus.current = null;
    if (row?.contains(document.activeElement) === true) return;
    row?.querySelector<HTMLElement>('button:not([disabled])')?.focus();
  });

  const move = (id: number, by: number) => {
    const next = moved(here, id, by);
    refocus.current = String(id);
    setOrder(next);
    setNews(`${board.players.get(id)?.name ?? ''} is number ${next.indexOf(id) + 1} now.`);
  };
  const save = async () => {
    if (isBusy) return;
    setIsBusy(true);
    const { ok } = await act(
      { type: 'order-players', players: [...here] },
      'The new order is kept.',
    );
    setIsBusy(false);
    if (ok) onDone();
  };

  return (
    <section aria-label="Order of the players">
      <p className="host-hint">Equals on the standings show in this order too.</p>
      <ol ref={list} className="host-rows">
        {here.map((id, index) => {
          const player = board.players.get(id);
          if (player === undefined) return null;
          const { colour, shape } = bibOf(player.id, player);
          return (
            <li key={id} className="host-row reorder-row" data-bib={colour} data-id={id}>
              <span className="host-bib">
                <BibShape shape={shape} className="size-5" />
              </span>
              <span className="host-name" dir="auto">
                {player.name}
              </span>
              <MoveButton
                label={`Move ${player.name} to the top`}
                isOff={index === 0}
                onMove={() => move(id, -index)}
              >
                Top
              </MoveButton>
              <MoveButton
                label={`Move ${player.name} up`}
                isOff={index === 0}
                onMove={() => move(id, -1)}
              >
                <Icon name="up" className="size-5" />
              </MoveButton>
              <MoveButton
                label={`Move ${player.name} down`}
                isOff={index === here.length - 1}
                onMove={() => move(id, 1)}
              >
                <Icon name="down" className="size-5" />
              </MoveButton>
            </li>
          );
        })}
      </ol>
      <output className="sr-only">{news}</output>
      <div className="bar">
        <button type="button" className="button" onClick={onDone}>
          Leave it
        </button>
        <button
          type="button"
          className="button button-solid grow"
          aria-disabled={isBusy}
          onClick={() => void save()}
        >
          Keep this order
        </button>
      </div>
    </section>
  );
}

interface MoveButtonProps {
  readonly label: string;
  readonly isOff: boolean;
  readonly onMove: () => void;
  readonly children: React.ReactNode;
}

function MoveButton({ label, isOff, onMove, children }: MoveButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      disabled={isOff}
      onClick={onMove}
    >
      {children}
    </button>
  );
}
