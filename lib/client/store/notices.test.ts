import { describe, expect, it } from 'vitest';
import { withNotice } from './notices.ts';

const refused = (count: number) =>
  ({ kind: 'refused', reason: 'stale_generation', count }) as const;
const hello = { kind: 'message', text: 'Hello' } as const;
const stopped = { kind: 'stopped', reason: 'room_not_found', text: 'Reload' } as const;

describe('withNotice', () => {
  it('adds up refusals of one reason', () => {
    expect(withNotice(refused(2), refused(3))).toEqual(refused(5));
  });

  it('tells of the newer reason where there are two', () => {
    const other = { kind: 'refused', reason: 'unknown_player', count: 1 } as const;
    expect(withNotice(refused(2), other)).toBe(other);
  });

  it('hides no refusal behind a greeting, and nothing behind anything once the page has stopped', () => {
    expect(withNotice(refused(1), hello)).toEqual(refused(1));
    expect(withNotice(hello, refused(1))).toEqual(refused(1));
    expect(withNotice(stopped, refused(1))).toBe(stopped);
    expect(withNotice(refused(1), stopped)).toBe(stopped);
  });
});
