'use client';

import { useId, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { formatScore } from '#components/scoreboard/format-score.ts';
import { useRoom, useRoomActions } from '#lib/client/react/room-hooks.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { parseWhole } from './number-text.ts';
import { useSay } from './status.tsx';
import { useAct } from './use-act.ts';

interface ScoreFormProps {
  readonly id: number;
  readonly name: string;
  readonly input: React.RefObject<HTMLInputElement | null>;
  readonly onDone: () => void;
}

/** Another amount than the steps, or an exact score with the reason for it. One field serves both. */
export function ScoreForm({ id, name, input, onDone }: ScoreFormProps) {
  const fieldId = useId();
  const score = useRoom(({ board }) => board.players.get(id)?.score ?? 0);
  const isLocked = useRoom(({ board }) => board.settings.scoringLocked);
  const { tap } = useRoomActions();
  const act = useAct();
  const say = useSay();
  const [text, setText] = useState('');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const isBusy = useRef(false);
  const typed = parseWhole(text);

  const numberWithin = (limit: number): number | null => {
    const found =
      typed === null
        ? 'Type a whole number, such as 40 or \u221212.'
        : Math.abs(typed) > limit
          ? `At most ${formatScore(limit)}, either way.`
          : null;
    setProblem(found);
    if (found !== null) input.current?.focus();
    return found === null ? typed : null;
  };
  const set = async (event: SubmitEvent) => {
    event.preventDefault();
    const exact = numberWithin(LIMITS.score);
    if (exact === null || isBusy.current) return;
    isBusy.current = true;
    const why = reason.trim() === '' ? {} : { reason: reason.trim() };
    const outcome = await act(
      { type: 'set-score', player: id, score: exact, ...why },
      `${name} has ${formatScore(exact)} now.`,
    );
    isBusy.current = false;
    if (outcome.ok) onDone();
    else setProblem(outcome.error.message);
  };
  const add = () => {
    if (isLocked) return setProblem('Scoring is locked: set the exact score instead.');
    const amount = numberWithin(LIMITS.delta);
    if (amount === null || amount === 0) return;
    tap(id, amount);
    say.done(
      `${amount > 0 ? 'Added' : 'Took'} ${formatScore(Math.abs(amount))} ${amount > 0 ? 'to' : 'from'} ${name}.`,
    );
    onDone();
  };

  return (
    <form className="score-form" onSubmit={(event) => void set(event)}>
      <label htmlFor={fieldId} className="field-label">
        Exact score or another amount
      </label>
      <div className="score-fields">
        <input
          ref={input}
          id={fieldId}
          type="text"
          inputMode="text"
          autoComplete="off"
          enterKeyHint="done"
          className="input numeral score-input"
          placeholder={formatScore(score)}
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={`${fieldId}-problem`}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="button" className="button" aria-disabled={isLocked} onClick={add}>
          Add
        </button>
        <button type="submit" className="button button-solid">
          Set
        </button>
      </div>
      <p id={`${fieldId}-problem`} role="alert" className="field-problem">
        {problem}
      </p>
      <label className="field-label" htmlFor={`${fieldId}-reason`}>
        Why <span className="hint-inline">(optional, stands in the log)</span>
      </label>
      <input
        id={`${fieldId}-reason`}
        className="input"
        dir="auto"
        autoComplete="off"
        maxLength={LIMITS.reasonGraphemes * 4}
        placeholder="Counted twice in round 2"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </form>
  );
}
