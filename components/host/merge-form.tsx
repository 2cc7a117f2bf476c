'use client';

import { useState } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { formatScore } from '#components/scoreboard/format-score.ts';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { WirePlayer } from '#lib/protocol/messages.ts';
import { fixedOrder } from './board-order.ts';
import { useAct } from './use-act.ts';

/** From this many on, names are looked for by typing. */
const SEARCH_FROM = 12;

/** Two entries for one player: choose the one that stays. */
export function MergeForm({ player, onDone }: { player: WirePlayer; onDone: () => void }) {
  const board = useRoom((state) => state.board);
  const act = useAct();
  const [into, setInto] = useState<number | null>(null);
  const [search, setSearch] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const others = fixedOrder(board).flatMap((id) => {
    const other = id === player.id ? undefined : board.players.get(id);
    return other === undefined ? [] : [other];
  });
  const wanted = search.trim().toLowerCase();
  const shown = others.filter(({ name }) => name.toLowerCase().includes(wanted));
  const target = into === null ? undefined : board.players.get(into);

  const merge = async () => {
    if (target === undefined || isBusy) return;
    setIsBusy(true);
    const { ok } = await act(
      { type: 'merge-players', player: player.id, into: target.id },
      `${player.name} is part of ${target.name} now.`,
    );
    setIsBusy(false);
    if (ok) onDone();
  };

  if (others.length === 0) return <p className="hint">There is nobody else on the board.</p>;
  return (
    <div className="sheet-form">
      {others.length > SEARCH_FROM && (
        <input
          type="search"
          className="input"
          aria-label="Find a player"
          placeholder="Find a player"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      )}
      <fieldset className="merge-options">
        <legend className="field-label">Who stays?</legend>
        {shown.map((other) => {
          const { colour, shape } = bibOf(other.id, other);
          return (
            <label key={other.id} className="merge-option" data-bib={colour}>
              <input
                type="radio"
                name="into"
                className="choice-radio"
                checked={other.id === into}
                onChange={() => setInto(other.id)}
              />
              <span className="mini-bib">
                <BibShape shape={shape} className="size-4" />
              </span>
              <span dir="auto" className="merge-name">
                {other.name}
              </span>
              <span className="numeral text-xl">{formatScore(other.score)}</span>
            </label>
          );
        })}
      </fieldset>
      {target !== undefined && (
        <p className="hint" dir="auto">
          {target.name} will have {formatScore(target.score + player.score)}, and {player.name}{' '}
          leaves the board. Putting {player.name} back takes the score back too.
        </p>
      )}
      <button
        type="button"
        className="button button-solid sheet-foot"
        aria-disabled={target === undefined || isBusy}
        onClick={() => void merge()}
      >
        {target === undefined ? 'Choose who stays' : `Merge into ${target.name}`}
      </button>
    </div>
  );
}
