'use client';

import { useId, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { parseName } from '#lib/protocol/name.ts';
import { useAct } from './use-act.ts';

export function RoomName() {
  const fieldId = useId();
  const name = useRoom(({ board }) => board.name);
  const act = useAct();
  /** What is being typed; null while it is the room's name, whoever changes that. */
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (draft === null) return;
    const parsed = parseName(draft);
    if (!parsed.ok) return setProblem(parsed.error);
    const outcome = await act(
      { type: 'rename-room', name: parsed.value },
      'The new name is on every screen.',
    );
    setProblem(outcome.ok ? null : outcome.error.message);
    if (outcome.ok) setDraft(null);
  };

  return (
    <form className="host-block" onSubmit={(event) => void save(event)}>
      <label className="block-title" htmlFor={fieldId}>
        Name of the room
      </label>
      <div className="inline-form">
        <input
          id={fieldId}
          className="input"
          dir="auto"
          autoComplete="off"
          enterKeyHint="done"
          value={draft ?? name}
          aria-invalid={problem !== null}
          aria-describedby={`${fieldId}-problem`}
          onChange={({ target }) => setDraft(target.value === name ? null : target.value)}
        />
        <button type="submit" className="button" aria-disabled={draft === null}>
          Rename
        </button>
      </div>
      <p id={`${fieldId}-problem`} role="alert" className="field-problem">
        {problem}
      </p>
    </form>
  );
}
