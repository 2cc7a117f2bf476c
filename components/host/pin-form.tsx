'use client';

import { useId, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import { LoadProblem } from './load-problem.tsx';
import { callRoom } from './rest.ts';
import { useSay } from './status.tsx';
import { useFetched } from './use-fetched.ts';

const PIN = new RegExp(`^\\d{${LIMITS.pinMinLength},${LIMITS.pinMaxLength}}$`);

/** A number that is said aloud: without it the code alone lets nobody in. */
export function PinForm() {
  const fieldId = useId();
  const code = useRoom(({ board }) => board.code);
  const say = useSay();
  const { value, problem: loadProblem, reload } = useFetched<{ pin: string | null }>('/pin');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const pin = value?.pin ?? null;

  const put = async (next: string | null) => {
    if (isBusy) return;
    setIsBusy(true);
    const answer = await callRoom<unknown>(code, '/pin', { method: 'PUT', body: { pin: next } });
    setIsBusy(false);
    setProblem(answer.ok ? null : answer.error.text);
    if (!answer.ok) return;
    setText('');
    say.done(
      next === null
        ? 'The code alone lets people in again.'
        : `The PIN is ${next}. Everyone is asked for it once.`,
    );
    reload();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = text.trim();
    if (PIN.test(typed)) void put(typed);
    else setProblem(`A PIN has ${LIMITS.pinMinLength} to ${LIMITS.pinMaxLength} digits.`);
  };

  return (
    <section className="host-block" aria-labelledby={`${fieldId}-title`}>
      <h3 id={`${fieldId}-title`} className="block-title">
        PIN
      </h3>
      <LoadProblem text={loadProblem} onRetry={reload} />
      {pin === null ? (
        <p className="hint">None: the code is enough. With a PIN, people are asked for it once.</p>
      ) : (
        <p className="pin-now">
          <span className="code text-4xl">{pin}</span>
          <button type="button" className="tool" onClick={() => void put(null)}>
            Remove PIN
          </button>
        </p>
      )}
      <form className="inline-form" onSubmit={submit}>
        <label className="sr-only" htmlFor={fieldId}>
          {pin === null ? 'New PIN' : 'Another PIN'}
        </label>
        <input
          id={fieldId}
          className="input"
          inputMode="numeric"
          autoComplete="off"
          maxLength={LIMITS.pinMaxLength}
          placeholder={pin === null ? '4 to 8 digits' : 'Another PIN'}
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={`${fieldId}-problem`}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button" aria-disabled={isBusy}>
          {pin === null ? 'Set PIN' : 'Change'}
        </button>
      </form>
      <p id={`${fieldId}-problem`} role="alert" className="field-problem">
        {problem}
      </p>
    </section>
  );
}
