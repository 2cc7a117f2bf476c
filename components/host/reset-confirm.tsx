'use client';

import { Confirm } from '#components/ui/confirm.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { useAct } from './use-act.ts';

/** Asks before a new round, and says what becomes of the old one. */
export function ResetConfirm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const count = useRoom(({ board }) => board.players.size);
  const round = useRoom(({ board }) => board.generation);
  const act = useAct();
  const scores = count === 1 ? 'The one score goes to 0.' : `All ${count} scores go to 0.`;
  return (
    <Confirm
      isOpen={isOpen}
      onClose={onClose}
      title="Start a new round?"
      confirm={count === 1 ? 'Reset the score' : `Reset ${count} scores`}
      isDangerous
      onConfirm={async () =>
        (await act({ type: 'reset' }, `A new round begins. Round ${round} is kept under Room.`)).ok
      }
    >
      {scores} Round {round} is archived and can be restored. Taps that were made before and are
      still on their way will not count.
    </Confirm>
  );
}
