'use client';

import { useEffect } from 'react';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';

/** A screen on a wall has nobody who would dismiss it. */
const STAYS_MS = 60_000;
/** Longer words are set smaller. */
const LONG_WORDS = 60;

/** What the host tells everybody, across the hall. */
export function AnnouncementBanner() {
  const announcement = useRoom((state) => state.announcement);
  const { dismissAnnouncement } = useRoomActions();
  useEffect(() => {
    if (announcement === null) return;
    const timer = setTimeout(dismissAnnouncement, STAYS_MS);
    return () => clearTimeout(timer);
  }, [announcement, dismissAnnouncement]);
  return (
    <output className="announcement">
      {announcement !== null && (
        <span
          key={announcement.at}
          className="announcement-card"
          data-long={announcement.text.length > LONG_WORDS || undefined}
        >
          <span className="announcement-from">From the host</span>
          <span className="announcement-text poster" dir="auto">
            {announcement.text}
          </span>
          <button type="button" className="announcement-close" onClick={dismissAnnouncement}>
            Dismiss
          </button>
        </span>
      )}
    </output>
  );
}
