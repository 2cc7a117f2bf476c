'use client';

import type { CSSProperties } from 'react';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import { useArrangement } from './arrangement-context.tsx';
import { fastTap } from './fast-tap.ts';
import { formatChange, widthInDigits } from './format-score.ts';
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
  const plus = formatChange(step);
  const style: CSSProperties & Record<`--${string}`, number> = { '--label': widthInDigits(plus) };
  return (
    <div className="lane-buttons needs-scripts" style={style}>
      <button
        type="button"
        className="tap numeral"
        aria-label={`Take ${step} from ${name}`}
        {...fastTap(() => score(-step))}
      >
        {formatChange(-step)}
      </button>
      <button
        type="button"
        className="tap tap-plus numeral"
        aria-label={`Add ${step} to ${name}`}
        {...fastTap(() => score(step))}
      >
        {plus}
      </button>
    </div>
  );
}
