'use client';

import { memo, useRef } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { LaneButtons } from './lane-buttons.tsx';
import { LaneRank } from './lane-rank.tsx';
import { LaneScore } from './lane-score.tsx';
import { placesOf } from './places.ts';
import type { TapEcho } from './tap-echo.ts';
import { useLaneMotion } from './use-lane-motion.ts';

/**
 * One player's row. It renders when the player's name changes or the lead does; score and rank render by themselves, and a
 * change of place renders nothing at all.
 */
export const Lane = memo(function Lane({ id }: { id: number }) {
  const leads = useRoom(({ board }) => placesOf(board).byId.get(id)?.leads ?? false);
  const name = useRoom(({ board }) => board.players.get(id)?.name ?? '');
  const { ref, style } = useLaneMotion(id);
  const echo = useRef<TapEcho>(null);

  const { colour, shape } = bibOf(id);
  return (
    <li ref={ref} className="lane" data-bib={colour} data-leads={leads || undefined} style={style}>
      <p className="lane-bib">
        <LaneRank id={id} />
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
