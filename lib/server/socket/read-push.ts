/**
 * Socket.IO's packet of an event with an acknowledgement, and the event that comes by the thousand. Whoever writes it
 * otherwise is read by Socket.IO.
 */
const PUSH = /^2(\d{1,10})(?=\["push",)/;

export interface ReadPush {
  /** What it is to be acknowledged under. */
  readonly id: string;
  readonly payloads: readonly unknown[];
}

/** Reads a packet of Socket.IO that is a push in its plain form; null for all else, which is left to Socket.IO. */
export function readPush(data: unknown): ReadPush | null {
  if (typeof data !== 'string') return null;
  const id = PUSH.exec(data)?.[1];
  if (id === undefined) return null;
  try {
    const [, ...payloads] = JSON.parse(data.slice(1 + id.length)) as unknown[];
    return { id, payloads };
  } catch {
    // Socket.IO closes connections that send what is no JSON.
    return null;
  }
}
