'use client';

import { useEffect } from 'react';
import { useRoomActions } from '#lib/client/react/room-hooks.ts';

/** A screen on a wall has nobody who would dismiss it. */
const STAYS_MS = 60_000;
/** Longer words are set smaller. */
const LONG_WORDS = 60;

/** What the host tells everybody, across the hall. */
export function AnnouncementCard({ text }: { text: string }) {
  const { dismissAnnouncement } = useRoomActions();
  useEffect(() => {
    const timer = setTimeout(dismissAnnouncement, STAYS_MS);
    return () => clearTimeout(timer);
  }, [dismissAnnouncement]);
  return (
    <span className="announcement-card" data-long={text.length > LONG_WORDS || undefined}>
      <span className="announcement-from">From the host</span>
      <span className="announcement-text poster" dir="auto">
        {text}
      </span>
      <button type="button" className="announcement-close" onClick={dismissAnnouncement}>
        Dismiss
      </button>
    </span>
  );
}
