import type { Socket as EngineSocket } from 'engine.io';

/** What Engine.IO and ws keep of messages that have not left; `slow-readers.test.ts` fails where they keep it elsewhere. */
interface Backlog {
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: { readonly socket?: { readonly bufferedAmount?: number } };
}

/** Bytes that wait in this process for the other side to read, roughly: characters count as one. */
export function unreadBytesOf(connection: EngineSocket): number {
  const { writeBuffer, transport } = connection as unknown as Backlog;
  let bytes = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) bytes += typeof data === 'string' ? data.length + 1 : 1;
  return bytes;
}
