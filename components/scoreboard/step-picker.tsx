'use client';

import { useState } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { isStep, useStep } from './use-step.ts';

const STEPS = [1, 2, 5, 10];

/** How much a tap counts: one of the usual, or any whole number typed. */
export function StepPicker() {
  const code = useRoom(({ board }) => board.code);
  const [step, setStep] = useStep(code);
  const isOther = !STEPS.includes(step);
  // What is being typed, which on the way to 15 is 1, and on the way to 40 nothing.
  const [draft, setDraft] = useState<string | null>(null);

  return (
    <fieldset className="steps needs-scripts">
      <legend className="sr-only">Points per tap</legend>
      <span aria-hidden="true" className="steps-title">
        Points
        <br />
        per tap
      </span>
      {STEPS.map((choice) => (
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
      <input
        // Not of type number: there a turn of the wheel changes what a tap counts.
        type="text"
        inputMode="numeric"
        maxLength={String(LIMITS.delta).length}
        autoComplete="off"
        aria-label="Another number of points per tap"
        placeholder="Other"
        className="step step-other numeral"
        data-chosen={isOther || undefined}
        value={draft ?? (isOther ? step : '')}
        onChange={(event) => {
          const typed = event.target.value;
          setDraft(typed);
          if (isStep(Number(typed))) setStep(Number(typed));
        }}
        onBlur={() => setDraft(null)}
      />
    </fieldset>
  );
}
