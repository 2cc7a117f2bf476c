'use client';

import { memo, useRef } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { WirePlayer, WireProfile } from '#lib/protocol/messages.ts';
import { LaneButtons } from './lane-buttons.tsx';
import { LaneRank } from './lane-rank.tsx';
import { LaneScore } from './lane-score.tsx';
import { placesOf } from './places.ts';
import type { TapEcho } from './tap-echo.ts';
import { useTapRules } from './tap-rules-context.tsx';
import { useLaneMotion } from './use-lane-motion.ts';

/**
 * One player's row. It renders when what is known of the player changes, or the lead does; score and rank render by
 * themselves, and a change of place renders nothing at all.
 */
export const Lane = memo(function Lane({ id }: { id: number }) {
  const leads = useRoom(({ board }) => placesOf(board).byId.get(id)?.leads ?? false);
  const profile = useRoom(({ board }) => profileOf(id, board.players.get(id)));
  const isOwn = useRoom(({ you }) => you?.player === id);
  const { ref, style } = useLaneMotion(id);
  const echo = useRef<TapEcho>(null);
  const { scope, Claim } = useTapRules();

  const { name, claim } = profile;
  const { colour, shape } = bibOf(id, profile);
  return (
    <li
      ref={ref}
      className="lane"
      data-player={id}
      data-bib={colour}
      data-leads={leads || undefined}
      data-own={isOwn || undefined}
      style={style}
    >
      <p className="lane-bib">
        <LaneRank id={id} />
        <BibShape shape={shape} className="lane-shape" />
      </p>
      <p className="lane-name" dir="auto" title={name}>
        {name}
      </p>
      <LaneScore id={id} echo={echo} />
      {(scope === 'all' || (scope === 'own' && isOwn)) && (
        <LaneButtons id={id} name={name} onTap={(delta) => echo.current?.show(delta)} />
      )}
      {Claim !== null && <Claim id={id} name={name} claim={claim} />}
    </li>
  );
});

/** A lane outlives its player by a moment. */
function profileOf(id: number, player: WirePlayer | undefined): WireProfile {
  const { name = '', colour, shape, claim } = player ?? {};
  return { id, name, colour, shape, claim };
}
