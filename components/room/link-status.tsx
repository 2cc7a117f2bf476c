'use client';

import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { Link } from '#lib/client/store/room-state.ts';

const WORDS: Record<Link, string> = {
  connecting: 'Connecting…',
  live: 'Live',
  reconnecting: 'Reconnecting…',
  offline: 'Offline',
};

/** Whether this screen is live, what it still has to send, and how many others look on. */
export function LinkStatus() {
  const link = useRoom((state) => state.link);
  const waiting = useRoom((state) => state.waiting);
  const here = useRoom((state) => state.here);
  return (
    // Another box once the link stands, and not the same one elsewhere: nothing on the page has moved.
    <div key={String(link === 'connecting')} className="link-status needs-scripts">
      <output className="link-state">
        <svg viewBox="0 0 12 12" aria-hidden="true" className="size-3 shrink-0">
          {link === 'live' ? (
            <circle cx="6" cy="6" r="6" fill="var(--bib-3)" />
          ) : (
            <path d="M6 0 12 11H0z" fill="var(--bib-0)" />
          )}
        </svg>
        {WORDS[link]}
      </output>
      {waiting > 0 ? (
        // While live they are gone before one could read it: shown only if they stay.
        <p className="link-detail" data-brief={link === 'live' || undefined}>
          {waiting === 1 ? '1 tap' : `${waiting} taps`} not sent yet
        </p>
      ) : (
        here !== null && link === 'live' && <p className="link-detail">{here} here</p>
      )}
    </div>
  );
}
