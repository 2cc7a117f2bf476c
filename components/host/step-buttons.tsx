'use client';

import type { CSSProperties } from 'react';
import { fastTap } from '#components/scoreboard/fast-tap.ts';
import { formatChange, widthInDigits } from '#components/scoreboard/format-score.ts';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import { useSay } from './status.tsx';

const LOCKED =
  'Scoring is locked, so that no tap counts. Set an exact score, or open scoring again.';

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
  const say = useSay();
  const steps = isBothWays ? bothWays(given) : given;
  const score = (step: number) => {
    if (isLocked) return say.problem(LOCKED);
    tap(id, step);
    onTap?.();
  };
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
            {...fastTap(() => score(step))}
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
