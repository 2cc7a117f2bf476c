import type { Notice } from './room-state.ts';

/** What the person reads next: refusals of one reason add up, and nothing hides that the page has stopped. */
export function withNotice(current: Notice | null, next: Notice): Notice {
  if (current === null || next.kind === 'stopped') return next;
  if (current.kind === 'stopped') return current;
  if (current.kind !== 'refused') return next;
  if (next.kind === 'message') return current;
  if (next.reason !== current.reason) return next;
  return { ...current, count: current.count + next.count };
}
