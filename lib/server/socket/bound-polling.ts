import type { Transport } from 'engine.io';
import { SERVER_LIMITS } from '#lib/protocol/server-limits.ts';

/** Between two packets in the body of a polling request. */
const SEPARATOR = '\x1e';

/** Lets a polling transport refuse a body with too many packets before any of them is read. */
export function boundPolling(transport: Transport): void {
  const polling = transport as unknown as {
    onData(data: unknown): void;
    onError(reason: string): void;
  };
  const onData = polling.onData.bind(transport);
  polling.onData = (data) => {
    if (typeof data === 'string' && holdsMoreThan(data, SERVER_LIMITS.packetsPerPost)) {
      // Engine.IO closes the connection, and with it the request.
      polling.onError('too many packets in one request');
    } else onData(data);
  };
}

function holdsMoreThan(body: string, packets: number): boolean {
  let at = -1;
  for (let count = 0; count < packets; count += 1) {
    at = body.indexOf(SEPARATOR, at + 1);
    if (at === -1) return false;
  }
  return true;
}
