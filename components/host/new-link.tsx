'use client';

import { lazy, Suspense, useId, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { Choice } from '#components/ui/choice.tsx';
import { CopyField } from '#components/ui/copy-field.tsx';
import { Sheet } from '#components/ui/sheet.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import { LIMITS } from '#lib/protocol/limits.ts';
import type { Role } from '#lib/protocol/roles.ts';
import { expiryOf, type Expiry } from './expiry.ts';
import { callRoom } from './rest.ts';

/** The encoder comes when a code is wanted. */
const LinkQr = lazy(async () => ({
  default: (await import('#components/room/join-qr.tsx')).JoinQr,
}));

interface MadeLink {
  readonly id: number;
  readonly key: string;
  readonly url: string;
}

const ROLES: readonly { value: Role; label: string; hint: string }[] = [
  { value: 'host', label: 'Co-host', hint: 'May do everything that you may.' },
  {
    value: 'scorekeeper',
    label: 'Scorekeeper',
    hint: 'Scores anyone, corrects, undoes. Changes no settings.',
  },
  {
    value: 'participant',
    label: 'Participant',
    hint: 'Comes in without the PIN, also while the room is locked.',
  },
  { value: 'spectator', label: 'Spectator', hint: 'Looks on, and can never score.' },
];

const EXPIRIES: readonly { value: Expiry; label: string }[] = [
  { value: 'never', label: 'Never' },
  { value: 'tonight', label: 'Tonight' },
  { value: 'week', label: 'In a week' },
];

interface NewLinkProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onMade: () => void;
}

export function NewLink({ isOpen, onClose, onMade }: NewLinkProps) {
  const fieldId = useId();
  const label = useRef<HTMLInputElement>(null);
  const code = useRoom(({ board }) => board.code);
  const roomName = useRoom(({ board }) => board.name);
  const [role, setRole] = useState<Role>('scorekeeper');
  const [text, setText] = useState('');
  const [expiry, setExpiry] = useState<Expiry>('never');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [made, setMade] = useState<MadeLink | null>(null);

  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const chosen = ROLES.find(({ value }) => value === role);
    const body = {
      role,
      label: text.trim() === '' ? (chosen?.label ?? role) : text.trim(),
      expiresAt: expiryOf(expiry, new Date()),
    };
    setIsBusy(true);
    const answer = await callRoom<MadeLink>(code, '/links', { method: 'POST', body });
    setIsBusy(false);
    setProblem(answer.ok ? null : answer.error.text);
    if (!answer.ok) return;
    setMade(answer.value);
    onMade();
  };
  const close = () => {
    onClose();
    if (made === null) return;
    setMade(null);
    setText('');
  };

  return (
    <Sheet
      isOpen={isOpen}
      onClose={close}
      title={made === null ? 'New link' : 'Hand it out now'}
      description={
        made === null
          ? 'A secret address. Give it only to those it is for.'
          : 'This is the only time that the link is shown: nobody can look it up later.'
      }
    >
      {made === null ? (
        <form className="sheet-form" onSubmit={(event) => void make(event)}>
          <Choice legend="For whom?" options={ROLES} value={role} onChange={setRole} />
          <div>
            <label className="field-label" htmlFor={fieldId}>
              What shall it be called?
            </label>
            <input
              ref={label}
              id={fieldId}
              className="input"
              dir="auto"
              autoComplete="off"
              maxLength={LIMITS.labelGraphemes}
              placeholder="Jury table"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          <Choice
            legend="When does it end?"
            options={EXPIRIES}
            value={expiry}
            onChange={setExpiry}
            layout="row"
          />
          <p role="alert" className="field-problem">
            {problem}
          </p>
          <button type="submit" className="button button-solid sheet-foot" aria-disabled={isBusy}>
            Make the link
          </button>
        </form>
      ) : (
        <div className="sheet-form">
          <div className="link-qr">
            <Suspense fallback={null}>
              <LinkQr url={made.url} />
            </Suspense>
          </div>
          <CopyField label="Secret link" text={made.url} title={roomName} />
          <button type="button" className="button sheet-foot" onClick={close}>
            Done
          </button>
        </div>
      )}
    </Sheet>
  );
}
