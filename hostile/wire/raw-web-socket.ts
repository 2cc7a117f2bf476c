import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { frame, OPCODE, readFrames, type FrameOptions } from './frame.ts';
import type { Place } from './place.ts';

const PATIENCE_MS = 20_000;

export interface UpgradeOptions {
  readonly path?: string;
  readonly headers?: readonly string[];
}

/** A WebSocket that sends what no client would, and hears what came of it. */
export class RawWebSocket {
  readonly #socket: Socket;
  readonly #messages: string[] = [];
  readonly #status = Promise.withResolvers<number | null>();
  readonly #closed = Promise.withResolvers<number | null>();
  #closeCode: number | null = null;
  #waiting: (() => void) | null = null;
  #rest: Buffer = Buffer.alloc(0);
  #isOpen = false;

  constructor(
    place: Place,
    { path = '/socket.io/?EIO=4&transport=websocket', headers = [] }: UpgradeOptions = {},
  ) {
    this.#socket = connect(place);
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: ${place.host}:${place.port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...headers,
    ];
    this.#socket.on('connect', () => this.#socket.write(`${lines.join('\r\n')}\r\n\r\n`));
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on('error', () => this.#end());
    this.#socket.on('close', () => this.#end());
  }

  /** The status of the answer to the upgrade: 101 where it was taken; null where the line was cut instead. */
  get status(): Promise<number | null> {
    return this.#status.promise;
  }

  /** Resolves when the line is down: with the WebSocket close code, or null where there was none. */
  closed(): Promise<number | null> {
    return inTime(this.#closed.promise, 'The server keeps the connection open.');
  }

  /** The next text message. Pings of the heartbeat are answered and left out. */
  async next(): Promise<string> {
    return inTime(this.#next(), 'No message came.');
  }

  /** Returns whether the line was still up. */
  send(payload: string | Buffer, options: FrameOptions = {}): boolean {
    return this.write(frame(payload, options));
  }

  /** Bytes below the framing. Returns whether the line was still up. */
  write(bytes: Buffer): boolean {
    if (!this.#socket.writable) return false;
    this.#socket.write(bytes);
    return true;
  }

  /** Reads nothing from now on. */
  pause(): void {
    this.#socket.pause();
  }

  end(): void {
    this.#socket.destroy();
  }

  async #next(): Promise<string> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#socket.destroyed) throw new Error(`The line is down (${this.#closeCode}).`);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting = resolve;
      await promise;
    }
  }

  #receive(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    if (!this.#isOpen) {
      const end = this.#rest.indexOf('\r\n\r\n');
      if (end === -1) return;
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(this.#rest.toString('latin1'))?.[1]);
      this.#isOpen = status === 101;
      this.#rest = this.#rest.subarray(end + 4);
      this.#status.resolve(status);
      if (!this.#isOpen) return;
    }
    const { frames, rest } = readFrames(this.#rest);
    this.#rest = rest;
    for (const { opcode, payload } of frames) {
      if (opcode === OPCODE.close) {
        this.#closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : null;
        this.#socket.end(frame(payload, { opcode: OPCODE.close }));
      } else if (opcode === OPCODE.text) this.#hear(payload.toString());
    }
  }

  #hear(message: string): void {
    if (message === '2') {
      this.send('3');
      return;
    }
    this.#messages.push(message);
    this.#wake();
  }

  #end(): void {
    this.#status.resolve(null);
    this.#closed.resolve(this.#closeCode);
    this.#wake();
  }

  #wake(): void {
    this.#waiting?.();
    this.#waiting = null;
  }
}

async function inTime<T>(promise: Promise<T>, message: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(message)), PATIENCE_MS);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
