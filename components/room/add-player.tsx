'use client';

import { useId, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { useRoom } from '#lib/client/react/room-hooks.ts';

/** For the host. The new player comes to this screen as to every other: by the room's own news. */
export function AddPlayer() {
  const code = useRoom(({ board }) => board.code);
  const isEmpty = useRoom(({ board }) => board.players.size === 0);
  const input = useRef<HTMLInputElement>(null);
  const errorId = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const add = async (name: string) => {
    setIsBusy(true);
    const refusal = await postPlayer(code, name);
    setIsBusy(false);
    setProblem(refusal);
    if (refusal === null && input.current !== null) input.current.value = '';
    input.current?.focus();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!isBusy && input.current !== null) void add(input.current.value);
  };

  return (
    <form className="add-player needs-scripts" onSubmit={submit}>
      <label className="sr-only" htmlFor={`${errorId}-name`}>
        New player’s name
      </label>
      <input
        ref={input}
        id={`${errorId}-name`}
        name="name"
        required
        dir="auto"
        autoComplete="off"
        enterKeyHint="done"
        placeholder={isEmpty ? 'Who plays first?' : 'One more player'}
        aria-invalid={problem !== null}
        aria-describedby={errorId}
        className="input"
      />
      <button type="submit" className="button button-solid shrink-0" aria-disabled={isBusy}>
        Add player
      </button>
      <p id={errorId} role="alert" className="add-player-problem">
        {problem}
      </p>
    </form>
  );
}

/** Null, or why the player was not added. */
async function postPlayer(code: string, name: string): Promise<string | null> {
  try {
    const response = await fetch(`/api/v1/rooms/${code}/players`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    if (response.ok) return null;
    const problem = (await response.json()) as { detail?: string; title?: string };
    return problem.detail ?? problem.title ?? 'The player was not added. Try again.';
  } catch {
    return 'The server cannot be reached. The name is still here: try again.';
  }
}
