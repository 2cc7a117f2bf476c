'use client';

import type { BulkJob } from '#lib/protocol/admin.ts';
import { ACTION_WORDS } from './action-words.ts';
import { formatCount } from './format.ts';

export interface Saying {
  readonly kind: 'done' | 'problem';
  readonly text: string;
  /** What can be taken back. */
  readonly undo?: BulkJob | undefined;
}

interface AdminStatusProps {
  readonly saying: Saying | null;
  readonly job: BulkJob | null;
  readonly onDismiss: () => void;
  readonly onUndo: (job: BulkJob) => void;
}

/** What came of the last thing that was asked for, and how far a long one is. */
export function AdminStatus({ saying, job, onDismiss, onUndo }: AdminStatusProps) {
  return (
    <div className="admin-status">
      {job !== null && <Progress job={job} />}
      <output>{saying?.kind === 'done' && <Words {...{ saying, onDismiss, onUndo }} />}</output>
      <div role="alert">
        {saying?.kind === 'problem' && <Words {...{ saying, onDismiss, onUndo }} />}
      </div>
    </div>
  );
}

type WordsProps = Pick<AdminStatusProps, 'onDismiss' | 'onUndo'> & { readonly saying: Saying };

function Words({ saying, onDismiss, onUndo }: WordsProps) {
  const { undo } = saying;
  return (
    <div className="notice" data-kind={saying.kind === 'problem' ? 'refused' : undefined}>
      <span className="notice-text" dir="auto">
        {saying.text}
      </span>
      {undo !== undefined && (
        <button type="button" className="notice-button" onClick={() => onUndo(undo)}>
          Take it back
        </button>
      )}
      <button type="button" className="notice-button" onClick={onDismiss}>
        OK
      </button>
    </div>
  );
}

function Progress({ job: { action, total, done, skipped, failed } }: { job: BulkJob }) {
  const gone = done + skipped + failed;
  return (
    <div className="notice">
      <span className="notice-text">
        {ACTION_WORDS[action].label}:{' '}
        {total === null ? 'finding the boards…' : `${formatCount(gone)} of ${formatCount(total)}`}
        <progress className="job-bar" max={total ?? 1} value={total === null ? undefined : gone} />
      </span>
    </div>
  );
}
