'use client';

import { useRoom } from '#lib/client/react/room-hooks.ts';
import { CheerButton } from './cheer-button.tsx';
import { DockLead } from './dock-lead.tsx';
import { LinkStatus } from './link-status.tsx';
import { MeButton } from './me-button.tsx';
import { Notices } from './notices.tsx';
import { UndoSlot } from './undo-slot.tsx';

/** At the foot, under the thumb: what a tap counts, whether it arrives, the way back, and this person among the others. */
export function Dock() {
  const code = useRoom(({ board }) => board.code);
  const link = useRoom((state) => state.link);
  const durable = useRoom((state) => state.durable);
  const trouble = useRoom((state) => state.trouble);
  return (
    <footer className="dock" data-link={link}>
      {trouble !== null && <output className="dock-warning">{trouble}</output>}
      {!durable && (
        <p className="dock-warning">
          Not saved on this device: keep this page open until your taps are sent.
        </p>
      )}
      <div className="dock-bar">
        <div className="dock-row">
          <DockLead />
          <LinkStatus />
        </div>
        <div className="dock-row">
          <UndoSlot />
          <div className="dock-people">
            <CheerButton />
            <MeButton />
          </div>
        </div>
        <Notices />
        <p className="without-scripts">
          Without scripts this is the board as it stood.{' '}
          <a href={`/r/${code}`} className="underline">
            Reload for the latest
          </a>
        </p>
      </div>
    </footer>
  );
}
