'use client';

import { scopeOf } from '#components/scoreboard/tap-rules.ts';
import { StepPicker } from '#components/scoreboard/step-picker.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { RoomState } from '#lib/client/store/room-state.ts';
import { unreachable } from '#lib/shared/assert.ts';
import { LockIcon } from './icons.tsx';

/** What a tap of this person does: how much it counts, or why there is none. */
export function DockLead() {
  const isLocked = useRoom(({ board }) => board.settings.scoringLocked);
  const reason = useRoom(whyNoTaps);
  return (
    <>
      <output className="dock-reason">
        {isLocked ? (
          <span className="dock-locked">
            <LockIcon />
            Scoring is locked
          </span>
        ) : (
          reason
        )}
      </output>
      {!isLocked && reason === null && <StepPicker />}
    </>
  );
}

/** Null where they can tap. */
function whyNoTaps({ you, board }: RoomState): string | null {
  if (you === null || board.players.size === 0) return '';
  if (you.role === 'spectator') return 'You are looking on';
  const scope = scopeOf(you, board.settings);
  if (scope === 'all') return null;
  const { scoring, selfJoin } = board.settings;
  switch (scoring) {
    case 'self':
      if (you.player !== null) return null;
      return selfJoin ? 'Find your lane, or join in' : 'Which lane is yours?';
    case 'scorekeepers':
      return 'Scorekeepers score here';
    case 'host':
      return 'The host scores here';
    case 'anyone':
      return null;
    default:
      return unreachable(scoring);
  }
}
