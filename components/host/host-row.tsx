'use client';

import { memo, useEffect, useRef } from 'react';
import type { CSSProperties } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { formatScore, widthInDigits } from '#components/scoreboard/format-score.ts';
import { placesOf } from '#components/scoreboard/places.ts';
import { Icon } from '#components/ui/icon.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { StepButtons } from './step-buttons.tsx';

interface HostRowProps {
  readonly id: number;
  /** Chosen by the keyboard. */
  readonly isChosen: boolean;
  readonly onOpen: (id: number) => void;
  readonly onTap: () => void;
}

/** One player under the host's thumb: who and how much on the left, which opens everything else; the steps on the right. */
export const HostRow = memo(function HostRow({ id, isChosen, onOpen, onTap }: HostRowProps) {
  const player = useRoom(({ board }) => board.players.get(id));
  const place = useRoom(({ board }) => placesOf(board).byId.get(id));
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen]);
  if (player === undefined) return null;

  const { name, score, claim } = player;
  const { colour, shape } = bibOf(player.id, player);
  const text = formatScore(score);
  const style: CSSProperties & Record<`--${string}`, number> = { '--digits': widthInDigits(text) };
  return (
    <li
      ref={row}
      className="host-row"
      data-bib={colour}
      data-leads={place?.leads || undefined}
      data-chosen={isChosen || undefined}
      style={style}
    >
      <button type="button" className="host-player" onClick={() => onOpen(id)}>
        <span className="host-bib">
          <span className="host-rank numeral">
            <span className="sr-only">Rank </span>
            {place?.rank}
          </span>
          <BibShape shape={shape} className="size-4" />
        </span>
        <span className="host-name" dir="auto">
          {name}
        </span>
        <span className="host-score numeral">
          {text}
          <span className="sr-only"> points</span>
        </span>
        <span className="host-more">
          {claim !== undefined && (
            <span className="host-claim">{claim === 'taken' ? 'claimed' : 'blocked'}</span>
          )}
          <Icon name="more" className="size-5" />
          <span className="sr-only">. Change this player</span>
        </span>
      </button>
      <StepButtons id={id} name={name} onTap={onTap} />
    </li>
  );
});
