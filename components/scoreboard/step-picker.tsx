'use client';

import { useState } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { amountsOf, hasButtonPerStep, tapAmounts } from './tap-amounts.ts';
import { isStep, useStep } from './use-step.ts';

/** How much a tap counts: one of the room's steps, or where the room allows it any whole number typed. */
export function StepPicker() {
  const code = useRoom(({ board }) => board.code);
  const settings = useRoom(({ board }) => board.settings);
  const [chosen, setStep] = useStep(code);
  // What is being typed, which on the way to 15 is 1, and on the way to 40 nothing.
  const [draft, setDraft] = useState<string | null>(null);

  const isPerStep = hasButtonPerStep(settings);
  if (isPerStep && !settings.typed) return null;
  const choices = isPerStep ? [] : amountsOf(settings);
  const step = Math.abs(tapAmounts(settings, chosen).at(-1) ?? 0);
  const isOther = isPerStep
    ? tapAmounts(settings, chosen) !== settings.steps
    : !choices.includes(step);

  return (
    <fieldset className="steps needs-scripts">
      <legend className="sr-only">Points per tap</legend>
      <span aria-hidden="true" className="steps-title">
        Points
        <br />
        per tap
      </span>
      {choices.map((choice) => (
        <label key={choice} className="step numeral">
          <input
            type="radio"
            name="step"
            value={choice}
            checked={step === choice}
            onChange={() => setStep(choice)}
            className="sr-only"
          />
          {choice}
        </label>
      ))}
      {settings.typed && (
        <input
          // Not of type number: there a turn of the wheel changes what a tap counts.
          type="text"
          inputMode="numeric"
          maxLength={String(LIMITS.delta).length}
          autoComplete="off"
          aria-label="Another number of points per tap"
          placeholder={isPerStep ? 'Other amount' : 'Other'}
          className="step step-other numeral"
          data-chosen={isOther || undefined}
          data-alone={isPerStep || undefined}
          value={draft ?? (isOther ? step : '')}
          onChange={(event) => {
            const typed = event.target.value;
            setDraft(typed);
            if (isStep(Number(typed))) setStep(Number(typed));
            else if (typed.trim() === '' && isPerStep) setStep(null);
          }}
          onBlur={() => setDraft(null)}
        />
      )}
    </fieldset>
  );
}
