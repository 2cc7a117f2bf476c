'use client';

import type { CSSProperties } from 'react';
import { useRoomActions } from '#lib/client/react/room-hooks.ts';
import { useArrangement } from './arrangement-context.tsx';
import { fastTap } from './fast-tap.ts';
import { formatChange, widthInDigits } from './format-score.ts';
import { useTapRules } from './tap-rules-context.tsx';

interface LaneButtonsProps {
  readonly id: number;
  readonly name: string;
  readonly onTap: (delta: number) => void;
}

export function LaneButtons({ id, name, onTap }: LaneButtonsProps) {
  const { amounts, isLocked } = useTapRules();
  const { tap, warn } = useRoomActions();
  const arrangement = useArrangement();

  const score = (delta: number) => {
    arrangement.hold();
    if (isLocked) {
      warn('Scoring is locked: that tap does not count. The host can unlock it.');
      return;
    }
    tap(id, delta);
    onTap(delta);
  };
  const widest = Math.max(...amounts.map((amount) => widthInDigits(formatChange(amount))));
  const style: CSSProperties & Record<`--${string}`, number> = { '--label': widest };
  return (
    <div className="lane-buttons needs-scripts" style={style}>
      {amounts.map((amount) => (
        <button
          key={amount}
          type="button"
          className={amount > 0 ? 'tap tap-plus numeral' : 'tap numeral'}
          aria-label={amount > 0 ? `Add ${amount} to ${name}` : `Take ${-amount} from ${name}`}
          aria-disabled={isLocked || undefined}
          {...fastTap(() => score(amount))}
        >
          {formatChange(amount)}
        </button>
      ))}
    </div>
  );
}
