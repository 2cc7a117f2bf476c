/** What came in, as a viewer's network would count it. Shared by all sockets of a crowd. */
export interface FrameCounter {
  /** Messages that a viewer is sent because of others. */
  events: number;
  acks: number;
  /** WebSocket frames with their headers, without TCP, IP and TLS. */
  bytes: number;
}

export function newFrameCounter(): FrameCounter {
  return { events: 0, acks: 0, bytes: 0 };
}

/** Counts the bytes of one frame that a server sent. */
export function countFrame(counter: FrameCounter, payloadBytes: number): void {
  counter.bytes += payloadBytes + headerBytes(payloadBytes);
}

function headerBytes(payloadBytes: number): number {
  if (payloadBytes < 126) return 2;
  return payloadBytes < 65_536 ? 4 : 10;
}
