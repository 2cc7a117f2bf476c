'use client';

import { useRef, useState } from 'react';
import type { RefObject } from 'react';
import { Sheet } from '#components/ui/sheet.tsx';
import type { AdminRoom } from '#lib/protocol/admin.ts';
import { parseName } from '#lib/protocol/name.ts';
import { callAdmin } from './admin-api.ts';

interface RenameSheetProps {
  /** Null while nothing is renamed. */
  readonly room: AdminRoom | null;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

export function RenameSheet({ room, onClose, onDone }: RenameSheetProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <Sheet isOpen={room !== null} onClose={onClose} title="Rename the board" initialFocus={field}>
      {room !== null && <RenameForm key={room.code} {...{ room, field, onClose, onDone }} />}
    </Sheet>
  );
}

interface RenameFormProps extends Omit<RenameSheetProps, 'room'> {
  readonly room: AdminRoom;
  readonly field: RefObject<HTMLInputElement | null>;
}

function RenameForm({ room, field, onClose, onDone }: RenameFormProps) {
  const [name, setName] = useState(room.name);
  const [problem, setProblem] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const submit = async () => {
    if (isBusy) return;
    const parsed = parseName(name);
    if (!parsed.ok) {
      setProblem(parsed.error);
      field.current?.focus();
      return;
    }
    setIsBusy(true);
    const answer = await callAdmin(`rooms/${room.code}`, {
      method: 'PATCH',
      body: { name: parsed.value },
    });
    setIsBusy(false);
    if (!answer.ok) {
      setProblem(answer.error.text);
      return;
    }
    onDone(`${room.code} is called ${parsed.value} now.`);
    onClose();
  };
  return (
    <form
      className="sheet-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div>
        <label htmlFor="board-name" className="field-label">
          Name
        </label>
        <input
          id="board-name"
          ref={field}
          className="input"
          dir="auto"
          autoComplete="off"
          value={name}
          aria-invalid={problem !== ''}
          aria-describedby="board-name-problem"
          onFocus={(event) => event.target.select()}
          onChange={(event) => setName(event.target.value)}
        />
        <p id="board-name-problem" role="alert" className="field-problem pt-2">
          {problem}
        </p>
      </div>
      <button type="submit" className="button button-solid" aria-disabled={isBusy}>
        Rename
      </button>
    </form>
  );
}
