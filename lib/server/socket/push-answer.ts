import type { PushAck } from '#lib/protocol/messages.ts';
import type { PushVerdicts } from '../room/verdict.ts';

/** Verdicts as they are sent: those that count and are no duplicates go without saying. */
export function pushAnswer({ verdicts, version }: PushVerdicts): PushAck {
  const duplicates: number[] = [];
  const refused: NonNullable<Extract<PushAck, { ok: true }>['refused']> = [];
  for (const verdict of verdicts) {
    if (verdict.kind === 'duplicate') duplicates.push(verdict.id);
    else if (verdict.kind === 'refused') refused.push([verdict.id, verdict.reason]);
  }
  return {
    ok: true,
    upTo: verdicts.at(-1)?.id ?? 0,
    version,
    ...(duplicates.length > 0 && { duplicates }),
    ...(refused.length > 0 && { refused }),
  };
}
