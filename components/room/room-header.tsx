'use client';

import { BrandMark } from '#components/ui/brand-mark.tsx';
import { HomeLink } from '#components/ui/home-link.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { ShareButton } from './share-button.tsx';

/** More letters than a phone has room for in one large line. */
const LONG_NAME = 16;

export function RoomHeader() {
  const name = useRoom(({ board }) => board.name);
  const code = useRoom(({ board }) => board.code);
  const role = useRoom(({ you }) => you?.role);
  return (
    <header className="room-header">
      <HomeLink aria-label="Scoreroom, home" className="shrink-0 p-1">
        <BrandMark className="size-9 md:size-11" />
      </HomeLink>
      <h1
        className="room-name poster"
        data-long={name.length > LONG_NAME || undefined}
        dir="auto"
        title={name}
      >
        {name}
      </h1>
      {(role === 'host' || role === 'scorekeeper') && (
        <a href={`/r/${code}/host`} className="host-way">
          {role === 'host' ? 'Host' : 'Scorer'}
          <span className="host-way-more"> page</span>
        </a>
      )}
      <ShareButton code={code} />
    </header>
  );
}
