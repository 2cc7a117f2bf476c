'use client';

import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import { useArrangement } from './arrangement-context.tsx';
import { fastTap } from './fast-tap.ts';
import { formatChange, formatScore } from './format-score.ts';
import { useStep } from './use-step.ts';

interface LaneButtonsProps {
  readonly id: number;
  readonly name: string;
  readonly onTap: (delta: number) => void;
}

export function LaneButtons({ id, name, onTap }: LaneButtonsProps) {
  const code = useRoom(({ board }) => board.code);
  const { tap } = useRoomActions();
  const arrangement = useArrangement();
  const [step] = useStep(code);

  const score = (delta: number) => {
    arrangement.hold();
    tap(id, delta);
    onTap(delta);
  };
  const size = String(step).length > 2 ? 'long' : undefined;
  return (
    <div className="lane-buttons needs-scripts" data-size={size}>
      <button
        type="button"
        className="tap numeral"
        aria-label={`Take ${formatScore(step)} from ${name}`}
        {...fastTap(() => score(-step))}
      >
        {formatChange(-step)}
      </button>
      <button
        type="button"
        className="tap tap-plus numeral"
        aria-label={`Add ${formatScore(step)} to ${name}`}
        {...fastTap(() => score(step))}
      >
        {formatChange(step)}
      </button>
    </div>
  );
}
