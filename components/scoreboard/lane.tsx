'use client';

import { memo, useRef } from 'react';
import type { CSSProperties } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { useShownIndex } from './arrangement-context.tsx';
import { LaneButtons } from './lane-buttons.tsx';
import { LaneScore } from './lane-score.tsx';
import type { TapEcho } from './tap-echo.ts';
import { placesOf } from './places.ts';

/** One player's row. Renders when the player's own rank, place or name changes; the score renders by itself. */
export const Lane = memo(function Lane({ id }: { id: number }) {
  const place = useRoom(({ board }) => placesOf(board).byId.get(id));
  const name = useRoom(({ board }) => board.players.get(id)?.name ?? '');
  const index = useShownIndex(id);
  const echo = useRef<TapEcho>(null);

  const { colour, shape } = bibOf(id);
  const isTied = place?.tied === true;
  const style: CSSProperties & Record<`--${string}`, number> = { '--index': index };
  return (
    <li
      className="lane"
      data-bib={colour}
      data-leads={place?.leads === true || undefined}
      style={style}
    >
      <p className="lane-bib">
        <span className="lane-rank numeral">
          <span className="sr-only">{isTied ? 'Joint rank ' : 'Rank '}</span>
          {isTied && (
            <span aria-hidden="true" className="lane-tie">
              =
            </span>
          )}
          {place?.rank}
        </span>
        <BibShape shape={shape} className="lane-shape" />
      </p>
      <p className="lane-name" dir="auto" title={name}>
        {name}
      </p>
      <LaneScore id={id} echo={echo} />
      <LaneButtons id={id} name={name} onTap={(delta) => echo.current?.show(delta)} />
    </li>
  );
});
