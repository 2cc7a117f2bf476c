'use client';

import { useState } from 'react';
import { useRoomActions } from '#lib/client/react/room-hooks.ts';
import type { WireProfile } from '#lib/protocol/messages.ts';

export interface LaneClaimProps {
  readonly id: number;
  readonly name: string;
  readonly claim: WireProfile['claim'];
}

/** Where everyone taps for themselves, a lane asks who they are before it has buttons. */
export function LaneClaim({ id, name, claim }: LaneClaimProps) {
  const { act, warn } = useRoomActions();
  const [isBusy, setIsBusy] = useState(false);
  if (claim === 'blocked') return null;
  if (claim === 'taken') return <p className="lane-taken">Taken</p>;

  const take = async () => {
    if (isBusy) return;
    setIsBusy(true);
    const outcome = await act({ type: 'claim-player', player: id });
    setIsBusy(false);
    if (!outcome.ok) warn(outcome.error.message);
  };
  return (
    <div className="lane-buttons needs-scripts">
      <button
        type="button"
        className="lane-claim"
        aria-label={`That is me: ${name}`}
        aria-disabled={isBusy || undefined}
        onClick={() => void take()}
      >
        That is me
      </button>
    </div>
  );
}
