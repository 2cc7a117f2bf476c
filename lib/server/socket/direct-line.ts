import type { Writable } from 'node:stream';
import type { Transport } from 'engine.io';
import { WebSocket } from 'ws';
import { WebSocketTransport } from './web-socket-transport.ts';

// The shortest way to a WebSocket: a whole frame, written to the TCP socket as it is. Socket.IO, Engine.IO and ws each make
// an object of a message, queue it and tell of it, which costs more than the kernel does (docs/decisions/0030).

/** Engine.IO's mark of a message; what follows is a packet of Socket.IO. */
const MESSAGE = '4';
/** RFC 6455, section 5.2: a text frame that is whole. */
const TEXT_FRAME = 0x81;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;
/** ws: nothing is being compressed or read that would have to leave first. */
const NOTHING_IN_BETWEEN = 0;

const ASCII = /^[\u0020-\u007e]*$/;

/** A connection of Engine.IO; `direct-line.test.ts` fails where it or ws keep these things elsewhere. */
export interface Line {
  readonly readyState: string;
  readonly upgrading: boolean;
  readonly transport: Transport;
  send(packet: string): unknown;
}

/** What its types keep to themselves. */
interface Queue {
  readonly writeBuffer: readonly unknown[];
}

interface Beneath {
  readonly _sender: { readonly _state: number };
  readonly _socket: Writable | null;
}

/**
 * The TCP socket of a connection over a WebSocket for which nothing waits anywhere, so that a frame that is written to it now
 * is in its place. Null for any other: there Engine.IO keeps the order.
 */
function freeLineOf(connection: Line): Writable | null {
  const { readyState, upgrading, transport } = connection;
  const { writeBuffer } = connection as unknown as Queue;
  if (readyState !== 'open' || upgrading || writeBuffer.length > 0) return null;
  if (!(transport instanceof WebSocketTransport) || !transport.writable) return null;
  const { socket } = transport;
  if (socket.readyState !== WebSocket.OPEN) return null;
  const { _sender: sender, _socket: line } = socket as unknown as Beneath;
  if (sender._state !== NOTHING_IN_BETWEEN) return null;
  return line?.writableLength === 0 && line.writable ? line : null;
}

/** A packet of Socket.IO for many, encoded once. */
export interface Encoded {
  readonly packet: string;
  readonly frame: Buffer;
}

/** An event as Socket.IO would encode it. */
export function encodeEvent(event: string, payload: unknown): Encoded {
  const packet = `2${JSON.stringify([event, payload])}`;
  const text = Buffer.from(MESSAGE + packet);
  return { packet, frame: Buffer.concat([Buffer.from(headerOf(text.length)), text]) };
}

/** Says to one what is said to many. */
export function tell(connection: Line, { packet, frame }: Encoded): void {
  const line = freeLineOf(connection);
  if (line === null) connection.send(packet);
  else line.write(frame);
}

/** Answers what came with an acknowledgement id. */
export function acknowledge(connection: Line, id: string, answer: unknown): void {
  const packet = `3${id}${JSON.stringify([answer])}`;
  const line = ASCII.test(packet) ? freeLineOf(connection) : null;
  if (line === null) connection.send(packet);
  // In Latin-1 a character is a byte, so that the frame needs no buffer of its own.
  else line.write(latin1(headerOf(packet.length + 1)) + MESSAGE + packet, 'latin1');
}

/** A server's frames are not masked. */
function headerOf(bytes: number): number[] {
  if (bytes < LENGTH_IN_16_BITS) return [TEXT_FRAME, bytes];
  if (bytes <= 0xff_ff) return [TEXT_FRAME, LENGTH_IN_16_BITS, bytes >> 8, bytes & 0xff];
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes));
  return [TEXT_FRAME, LENGTH_IN_64_BITS, ...length];
}

function latin1(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}
