'use client';

import type { CSSProperties } from 'react';
import { fastTap } from '#components/scoreboard/fast-tap.ts';
import { formatChange, widthInDigits } from '#components/scoreboard/format-score.ts';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';

interface StepButtonsProps {
  readonly id: number;
  readonly name: string;
  /** Also the same steps the other way. */
  readonly isBothWays?: boolean;
  readonly onTap?: () => void;
}

/** The room's steps, each one tap. */
export function StepButtons({ id, name, isBothWays = false, onTap }: StepButtonsProps) {
  const given = useRoom(({ board }) => board.settings.steps);
  const isLocked = useRoom(({ board }) => board.settings.scoringLocked);
  const { tap } = useRoomActions();
  const steps = isBothWays ? bothWays(given) : given;
  return (
    <fieldset className="host-steps" aria-label={`Score ${name}`}>
      {steps.map((step) => {
        const label = formatChange(step);
        const style: CSSProperties & Record<`--${string}`, number> = {
          '--label': widthInDigits(label),
        };
        return (
          <button
            key={step}
            type="button"
            className="host-step numeral"
            style={style}
            data-down={step < 0 || undefined}
            aria-disabled={isLocked}
            aria-label={step > 0 ? `Add ${step} to ${name}` : `Take ${-step} from ${name}`}
            {...fastTap(() => {
              // While locked the server refuses the tap and the page says so: it is not kept back silently.
              tap(id, step);
              onTap?.();
            })}
          >
            {label}
          </button>
        );
      })}
    </fieldset>
  );
}

function bothWays(steps: readonly number[]): number[] {
  return Array.from(new Set([...steps.map((step) => -step), ...steps])).toSorted((a, b) => a - b);
}
