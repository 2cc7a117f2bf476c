import type { Notice } from './room-state.ts';

/** What the person reads next: refusals of one reason add up, a kind word hides no bad one, and nothing that the page has stopped. */
export function withNotice(current: Notice | null, next: Notice): Notice {
  if (current === null || next.kind === 'stopped') return next;
  if (current.kind === 'stopped') return current;
  if (next.kind === 'message') return current.kind === 'message' ? next : current;
  if (current.kind === 'refused' && next.kind === 'refused' && next.reason === current.reason) {
    return { ...current, count: current.count + next.count };
  }
  return next;
}
