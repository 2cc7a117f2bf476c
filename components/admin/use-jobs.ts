'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import type { BulkAction, BulkJob, BulkPreview } from '#lib/protocol/admin.ts';
import type { Result } from '#lib/shared/result.ts';
import { callAdmin, type AdminProblem } from './admin-api.ts';

const ASK_EVERY_MS = 500;

/** Which boards: by name, those that an earlier action has changed, or all that match. */
export type BulkTarget =
  | { readonly codes: readonly string[] }
  | { readonly job: number }
  | { readonly all: { readonly text: string; readonly deleted: boolean } };

export function previewAction(
  action: BulkAction,
  target: BulkTarget,
): Promise<Result<BulkPreview, AdminProblem>> {
  const body = { action, ...target, preview: true };
  return callAdmin<BulkPreview>('rooms/actions', { method: 'POST', body });
}

/** The action that was last begun here, and how far it is. */
export function useJob(onDone: (job: BulkJob) => void): {
  readonly job: BulkJob | null;
  readonly begin: (action: BulkAction, target: BulkTarget) => Promise<AdminProblem | null>;
} {
  const [job, setJob] = useState<BulkJob | null>(null);
  const follow = (now: BulkJob) => {
    setJob(now.isFinished ? null : now);
    if (now.isFinished) onDone(now);
  };
  const ask = useEffectEvent(async (asked: BulkJob) => {
    const answer = await callAdmin<BulkJob>(`rooms/actions/${asked.id}`);
    if (answer.ok) follow(answer.value);
    // Gone with the server that did it: what is done is done, and the list shows it.
    else if (answer.error.kind === 'not_found') setJob(null);
    else setJob({ ...asked });
  });

  useEffect(() => {
    if (job === null) return;
    const timer = setTimeout(() => void ask(job), ASK_EVERY_MS);
    return () => clearTimeout(timer);
  }, [job]);

  const begin = async (action: BulkAction, target: BulkTarget) => {
    const body = { action, ...target };
    const answer = await callAdmin<BulkJob>('rooms/actions', { method: 'POST', body });
    if (!answer.ok) return answer.error;
    follow(answer.value);
    return null;
  };
  return { job, begin };
}
