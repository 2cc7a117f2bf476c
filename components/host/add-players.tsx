'use client';

import { useId, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { Sheet } from '#components/ui/sheet.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { checkNames, namesIn, type CheckedName } from './roster-check.ts';
import { useAct } from './use-act.ts';

interface AddPlayersProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** One name or a whole list. What can be added is; what cannot stays in the field, each with the reason. */
export function AddPlayers({ isOpen, onClose }: AddPlayersProps) {
  const fieldId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const players = useRoom(({ board }) => board.players);
  const act = useAct();
  const [text, setText] = useState('');
  const [left, setLeft] = useState<readonly CheckedName[]>([]);
  const [told, setTold] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const names = namesIn(text);

  const add = async () => {
    if (isBusy || names.length === 0) return;
    const onBoard = Array.from(players.values(), ({ name }) => name);
    const checked = checkNames(names, onBoard);
    const good = checked.filter(({ problem }) => problem === null).map(({ name }) => name);
    let bad = checked.filter(({ problem }) => problem !== null);
    let added = 0;
    if (good.length > 0) {
      setIsBusy(true);
      const outcome = await act({ type: 'add-players', names: good });
      setIsBusy(false);
      if (outcome.ok) added = good.length;
      else
        bad = checked.map((entry) => ({
          ...entry,
          problem: entry.problem ?? outcome.error.message,
        }));
    }
    setText(bad.map(({ name }) => name).join('\n'));
    setLeft(bad);
    setTold(
      added === 0
        ? ''
        : added === 1
          ? `${good[0]} is on the board.`
          : `${added} players are on the board.`,
    );
    if (bad.length === 0 && names.length > 1) onClose();
    else field.current?.focus();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void add();
  };

  return (
    <Sheet
      isOpen={isOpen}
      onClose={onClose}
      title="Add players"
      description="One name a line, or with commas between. Paste a whole list."
      initialFocus={field}
    >
      <form className="sheet-form" onSubmit={submit}>
        <label className="sr-only" htmlFor={fieldId}>
          Names
        </label>
        <textarea
          ref={field}
          id={fieldId}
          className="input roster-text"
          dir="auto"
          rows={Math.min(10, Math.max(3, names.length + 1))}
          autoComplete="off"
          placeholder={'Ada\nGrace\nLinus'}
          value={text}
          aria-describedby={`${fieldId}-left`}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            const isDone = (event.ctrlKey || event.metaKey) && event.key === 'Enter';
            if (!isDone) return;
            event.preventDefault();
            void add();
          }}
        />
        <output className="added">{told}</output>
        <div id={`${fieldId}-left`} role="alert">
          {left.length > 0 && (
            <>
              <p className="field-problem">
                {left.length === 1
                  ? 'This one was not added'
                  : `These ${left.length} were not added`}
                :
              </p>
              <ul className="left-names">
                {left.map(({ at, name, problem }) => (
                  <li key={at}>
                    <bdi>{name.slice(0, 60)}</bdi>
                    <span className="hint">{problem}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
        <button
          type="submit"
          className="button button-solid sheet-foot"
          aria-disabled={isBusy || names.length === 0}
        >
          {names.length > 1 ? `Add ${names.length} players` : 'Add player'}
        </button>
      </form>
    </Sheet>
  );
}
