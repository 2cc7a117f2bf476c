'use client';

import { useId, useState } from 'react';
import type { SubmitEvent } from 'react';
import { forgetBoard } from '#components/home/recent-boards-store.ts';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { parseCode } from '#lib/protocol/code.ts';
import { callRoom } from './rest.ts';

/** The end of the board, at once and for good. The code is typed, so that no slip of a thumb does it. */
export function DeleteBoard() {
  const fieldId = useId();
  const code = useRoom(({ board }) => board.code);
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const isSure = parseCode(typed) === code;

  const erase = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    if (!isSure) return setProblem(`Type the code of this board: ${code}.`);
    setIsBusy(true);
    const answer = await callRoom<null>(code, '', { method: 'DELETE' });
    setIsBusy(false);
    if (!answer.ok) return setProblem(answer.error.text);
    forgetBoard(code);
    location.assign('/');
  };

  return (
    <form className="sheet-form" onSubmit={(event) => void erase(event)}>
      <p>
        Every screen closes, and the players, scores, log, earlier rounds and links are erased at
        once. Nobody can bring them back.
      </p>
      <label className="field-label" htmlFor={fieldId}>
        To go on, type the code <span className="code">{code}</span>
      </label>
      <input
        id={fieldId}
        className="input code"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        value={typed}
        aria-invalid={problem !== null}
        aria-describedby={`${fieldId}-problem`}
        onChange={(event) => setTyped(event.target.value)}
      />
      <p id={`${fieldId}-problem`} role="alert" className="field-problem">
        {problem}
      </p>
      <button type="submit" className="button button-danger" aria-disabled={!isSure || isBusy}>
        Delete the board for good
      </button>
    </form>
  );
}
