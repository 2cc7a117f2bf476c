'use client';

import { useRoom } from '#lib/client/react/room-hooks.ts';
import { useLazy } from '#lib/client/react/use-lazy.ts';

async function loadCard() {
  const { AnnouncementCard } = await import('./announcement-card.tsx');
  return AnnouncementCard;
}

/** Where the host's words appear. It is there from the start, so that screen readers hear what comes into it. */
export function AnnouncementBanner() {
  const announcement = useRoom((state) => state.announcement);
  const { Part: Card } = useLazy(announcement !== null, loadCard);
  return (
    <output className="announcement">
      {announcement !== null && Card !== null && (
        <Card key={announcement.at} text={announcement.text} />
      )}
    </output>
  );
}
