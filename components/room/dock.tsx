'use client';

import { StepPicker } from '#components/scoreboard/step-picker.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { LinkStatus } from './link-status.tsx';
import { Notices } from './notices.tsx';

/** At the foot, under the thumb: what a tap counts, and whether it arrives. */
export function Dock() {
  const isEmpty = useRoom(({ board }) => board.players.size === 0);
  const code = useRoom(({ board }) => board.code);
  const link = useRoom((state) => state.link);
  const durable = useRoom((state) => state.durable);
  return (
    <footer className="dock" data-link={link}>
      <Notices />
      {!durable && (
        <p className="dock-warning">
          Not saved on this device: keep this page open until your taps are sent.
        </p>
      )}
      <div className="dock-bar">
        {!isEmpty && <StepPicker />}
        <LinkStatus />
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
