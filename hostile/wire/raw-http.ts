import { connect, type Socket } from 'node:net';
import type { Place } from './place.ts';

/** What a server said before it closed the line. */
export interface RawAnswer {
  /** Null where it closed without an HTTP answer. */
  readonly status: number | null;
  readonly head: string;
  readonly body: string;
}

/** A server that has not closed the line by then is one that never does. */
const PATIENCE_MS = 30_000;

/**
 * Sends bytes as they are, which no HTTP client would, and resolves with what came back once the server has closed the
 * line. Ask it to: `Connection: close`.
 */
export async function rawHttp(
  place: Place,
  write: string | Buffer | ((socket: Socket) => void),
): Promise<RawAnswer> {
  const socket = connect(place);
  const chunks: Buffer[] = [];
  const { promise: closed, resolve, reject } = Promise.withResolvers<void>();
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A line that the server cut is an answer too.
  socket.on('error', () => resolve());
  socket.on('close', () => resolve());
  socket.on('connect', () => {
    if (typeof write === 'function') write(socket);
    else socket.write(write);
  });
  const timer = setTimeout(() => reject(new Error('The server keeps the line open.')), PATIENCE_MS);
  try {
    await closed;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
  return readAnswer(Buffer.concat(chunks).toString('latin1'));
}

/** One request as text. Headers are sent as they stand, so they may be wrong. */
export function requestText(
  target: string,
  {
    method = 'GET',
    host = '127.0.0.1',
    headers = [],
    body = '',
  }: {
    readonly method?: string;
    readonly host?: string;
    readonly headers?: readonly string[];
    readonly body?: string;
  } = {},
): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const lines = [`Host: ${host}`, 'Connection: close', ...length, ...headers];
  return `${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

function readAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const head = end === -1 ? text : text.slice(0, end);
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
  return {
    status: status === undefined ? null : Number(status),
    head,
    body: end === -1 ? '' : text.slice(end + 4),
  };
}
