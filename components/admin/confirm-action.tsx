'use client';

import { useState } from 'react';
import { Confirm } from '#components/ui/confirm.tsx';
import type { BulkAction, BulkPreview } from '#lib/protocol/admin.ts';
import { ACTION_WORDS } from './action-words.ts';
import type { AdminProblem } from './admin-api.ts';
import { plural } from './format.ts';
import type { BulkTarget } from './use-jobs.ts';

/** Something that is asked about before it is done. */
export interface Question {
  readonly action: BulkAction;
  readonly target: BulkTarget;
  readonly preview: BulkPreview;
  /** The board's name, where it is one. */
  readonly name: string | null;
}

interface ConfirmActionProps {
  /** Null while nothing is asked. */
  readonly question: Question | null;
  readonly onClose: () => void;
  readonly onConfirm: (question: Question) => Promise<AdminProblem | null>;
}

export function ConfirmAction({ question, onClose, onConfirm }: ConfirmActionProps) {
  // What was asked last stays in the dialog while it goes.
  const [last, setLast] = useState(question);
  const [problem, setProblem] = useState<AdminProblem | null>(null);
  if (question !== null && question !== last) {
    setLast(question);
    setProblem(null);
  }
  if (last === null) return null;
  const { action, preview, name } = last;
  const { ask, tell, label, isDangerous } = ACTION_WORDS[action];
  const many = preview.rooms > 1 ? ` ${plural(preview.rooms, 'board')}` : '';
  return (
    <Confirm
      isOpen={question !== null}
      onClose={onClose}
      title={ask(name ?? plural(preview.rooms, 'board'))}
      confirm={`${label}${many === '' ? '' : ` of${many}`}`.replace(
        /^(Close|Delete|Restore|Open again) of/,
        '$1',
      )}
      isDangerous={isDangerous}
      isReady={preview.rooms > 0}
      onConfirm={async () => {
        const found = await onConfirm(last);
        setProblem(found);
        return found === null;
      }}
    >
      <p>{preview.rooms === 0 ? 'No board is concerned: nothing would change.' : tell(preview)}</p>
      <p role="alert" className="field-problem">
        {problem?.text}
      </p>
    </Confirm>
  );
}
