'use client';

import { ShareButton } from '#components/room/share-button.tsx';
import { BrandMark } from '#components/ui/brand-mark.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { Link } from '#lib/client/store/room-state.ts';
import { useRole } from './use-role.ts';

const WORDS: Record<Link, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
};

/** Which room this is, and whether what is done here arrives. */
export function HostHeader() {
  const name = useRoom(({ board }) => board.name);
  const code = useRoom(({ board }) => board.code);
  const role = useRole();
  return (
    <header className="host-header">
      <a href={`/r/${code}`} aria-label="Back to the board" className="shrink-0 p-1">
        <BrandMark className="size-9" />
      </a>
      <div className="host-titles">
        <h1 className="host-title poster" dir="auto" title={name}>
          {name}
        </h1>
        <p className="host-role">
          <span>{role === 'host' ? 'Host' : 'Scorekeeper'}</span>
          <HostLink isHost={role === 'host'} />
        </p>
      </div>
      <ShareButton code={code} />
    </header>
  );
}

/** How many are here is the host's to know; a scorekeeper's line has no room for it. */
function HostLink({ isHost }: { isHost: boolean }) {
  const link = useRoom((state) => state.link);
  const waiting = useRoom((state) => state.waiting);
  const here = useRoom((state) => state.here);
  return (
    <output className="host-link" data-link={link}>
      <svg viewBox="0 0 12 12" aria-hidden="true" className="size-2.5 shrink-0">
        {link === 'live' ? (
          <circle cx="6" cy="6" r="6" fill="currentColor" />
        ) : (
          <path d="M6 0 12 11H0z" fill="currentColor" />
        )}
      </svg>
      {WORDS[link]}
      {isHost && link === 'live' && here !== null && `, ${here} here`}
      {link !== 'live' && waiting > 0 && `, ${waiting} not sent yet`}
    </output>
  );
}
