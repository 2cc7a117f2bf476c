import { unreachable } from '#lib/shared/assert.ts';

export type Expiry = 'never' | 'tonight' | 'week';

/** Nights end late: a link for tonight still opens for those who stay until the small hours. */
const NIGHT_ENDS_AT = 5;
const WEEK_DAYS = 7;

/** When a link made now ends, in milliseconds since the Unix epoch by the clock on the wall; null is never. */
export function expiryOf(expiry: Expiry, now: Date): number | null {
  switch (expiry) {
    case 'never':
      return null;
    case 'tonight': {
      const end = new Date(now);
      end.setHours(NIGHT_ENDS_AT, 0, 0, 0);
      if (end <= now) end.setDate(end.getDate() + 1);
      return end.getTime();
    }
    case 'week': {
      const end = new Date(now);
      end.setDate(end.getDate() + WEEK_DAYS);
      return end.getTime();
    }
    default:
      return unreachable(expiry);
  }
}
