'use client';

import { useSyncExternalStore } from 'react';
import {
  forgetBoards,
  onRecentBoards,
  recentBoards,
  type RecentBoard,
} from './recent-boards-store.ts';

const NONE: readonly RecentBoard[] = [];

/** A way back to the boards of late; nothing at all where there are none. */
export function RecentBoards() {
  const boards = useSyncExternalStore(onRecentBoards, recentBoards, () => NONE);
  if (boards.length === 0) return null;
  return (
    <section aria-labelledby="recent-title" className="recent">
      <h2 id="recent-title" className="join-title">
        Lately on this device
      </h2>
      <ul>
        {boards.map(({ code, name }) => (
          <li key={code}>
            <a href={`/r/${code}`} className="recent-link">
              <span dir="auto" className="truncate font-semibold">
                {name}
              </span>
              <span className="code text-sm">{code}</span>
            </a>
          </li>
        ))}
      </ul>
      <button type="button" className="recent-forget" onClick={forgetBoards}>
        Forget these
      </button>
    </section>
  );
}
