'use client';

import { useRoom } from '#lib/client/react/room-hooks.ts';
import { placesOf } from './places.ts';

/** The rank as the board writes it: `3`, or `=3` where it is shared. */
export function LaneRank({ id }: { id: number }) {
  const place = useRoom(({ board }) => placesOf(board).byId.get(id));
  const isTied = place?.tied === true;
  return (
    <span className="lane-rank numeral">
      <span className="sr-only">{isTied ? 'Joint rank ' : 'Rank '}</span>
      {isTied && (
        <span aria-hidden="true" className="lane-tie">
          =
        </span>
      )}
      {place?.rank}
    </span>
  );
}
