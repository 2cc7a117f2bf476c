'use client';

import { useId, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useRoomActions } from '#lib/client/react/room-hooks.ts';
import type { Action } from '#lib/protocol/actions.ts';

interface NameFormProps {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly placeholder: string;
  readonly button: string;
  readonly toAction: (name: string) => Action;
  readonly onDone?: (players: readonly number[]) => void;
}

/** One name for the board. The player comes to this screen as to every other: by the room's own news. */
export function NameForm({
  label,
  isLabelHidden = false,
  placeholder,
  button,
  toAction,
  onDone,
}: NameFormProps) {
  const { act } = useRoomActions();
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const send = async (name: string) => {
    setIsBusy(true);
    const outcome = await act(toAction(name));
    setIsBusy(false);
    setProblem(outcome.ok ? null : outcome.error.message);
    if (!outcome.ok) {
      input.current?.focus();
      return;
    }
    if (input.current !== null) input.current.value = '';
    input.current?.focus();
    onDone?.(outcome.players);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isBusy && input.current !== null) void send(input.current.value);
  };

  return (
    <form className="name-form needs-scripts" onSubmit={submit}>
      <label className={isLabelHidden ? 'sr-only' : 'name-form-label'} htmlFor={id}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        name="name"
        required
        dir="auto"
        autoComplete="off"
        enterKeyHint="done"
        placeholder={placeholder}
        aria-invalid={problem !== null}
        aria-describedby={`${id}-problem`}
        className="input"
      />
      <button
        type="submit"
        className="button button-solid shrink-0"
        aria-disabled={isBusy || undefined}
      >
        {button}
      </button>
      <p id={`${id}-problem`} role="alert" className="name-form-problem">
        {problem}
      </p>
    </form>
  );
}
