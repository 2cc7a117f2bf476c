import { TIMINGS } from '#lib/protocol/limits.ts';
import { SERVER_TIMINGS } from '#lib/protocol/server-limits.ts';

/** Each client costs some tenths of a millisecond as it comes back; a third of the server's time is for that at most. */
const MS_PER_DRAINED = 3;
/** Whoever was cut off waits for nothing, so it is less. */
const MS_PER_BROKEN = 1.6;

/** Over how long this many clients come back that a leaving server sends away. */
export function drainSpreadMs(connections: number): number {
  return Math.min(SERVER_TIMINGS.drainSpreadMs, connections * MS_PER_DRAINED);
}

/** Over how long this many clients come back when the server is gone all at once; null where no time need be set. */
export function breakSpreadMs(connections: number): number | null {
  const spreadMs = Math.min(TIMINGS.reconnectMaxMs, Math.floor(connections * MS_PER_BROKEN));
  return spreadMs > TIMINGS.reconnectBaseMs ? spreadMs : null;
}
