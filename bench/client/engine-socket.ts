import { WebSocket } from 'ws';
import { SOCKET_PATH } from '#lib/protocol/events.ts';
import { countFrame, type FrameCounter } from './frame-counter.ts';

export interface EngineSocketOptions {
  /** `http://host:port`. */
  readonly url: string;
  /** JSON of the CONNECT packet, '' for none. */
  readonly auth: string;
  readonly counter: FrameCounter;
  /** Hears events as JSON text `["name",…]`; null only counts them, so that a crowd costs little. */
  readonly onEvent: ((text: string) => void) | null;
  readonly onClose: () => void;
}

type Ack = (text: string) => void;

const OPEN = 0x30;
const PING = 0x32;
const MESSAGE = 0x34;
const CONNECT = 0x30;
const EVENT = 0x32;
const ACK = 0x33;
const CONNECT_ERROR = 0x34;

/**
 * A Socket.IO client over a bare WebSocket: frames by hand, as socket.io-client in the loader would measure itself.
 * Knows only what the benchmark meets: text packets in the main namespace.
 */
export class EngineSocket {
  readonly #options: EngineSocketOptions;
  readonly #socket: WebSocket;
  readonly #acks = new Map<number, Ack>();
  readonly #opened = Promise.withResolvers<void>();
  #lastAckId = 0;

  private constructor(options: EngineSocketOptions) {
    this.#options = options;
    const address = `${options.url.replace('http', 'ws')}${SOCKET_PATH}?EIO=4&transport=websocket`;
    this.#socket = new WebSocket(address, { perMessageDeflate: false, skipUTF8Validation: true });
    this.#socket.on('message', (data) => this.#receive(data as Buffer));
    this.#socket.on('error', (error) => this.#opened.reject(error));
    this.#socket.on('close', () => {
      this.#opened.reject(new Error('The connection closed before it was open.'));
      this.#acks.clear();
      options.onClose();
    });
  }

  /** Resolves when the server has answered CONNECT. After a rejection `onClose` is called too. */
  static async open(options: EngineSocketOptions): Promise<EngineSocket> {
    const socket = new EngineSocket(options);
    await socket.#opened.promise;
    return socket;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Sends `["event",payload]`, the payload being JSON already. The acknowledgement comes as the JSON of its payload. */
  emit(event: string, payload: string, onAck?: Ack): void {
    if (onAck === undefined) {
      this.#socket.send(`42["${event}",${payload}]`);
      return;
    }
    this.#lastAckId += 1;
    this.#acks.set(this.#lastAckId, onAck);
    this.#socket.send(`42${this.#lastAckId}["${event}",${payload}]`);
  }

  /** Reads nothing any more, as a phone in a tunnel. */
  stopReading(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }

  #receive(data: Buffer): void {
    const { counter, onEvent, auth } = this.#options;
    countFrame(counter, data.length);
    switch (data[0]) {
      case OPEN:
        this.#socket.send(`40${auth}`);
        return;
      case PING:
        this.#socket.send('3');
        return;
      case MESSAGE:
        break;
      default:
        return;
    }
    switch (data[1]) {
      case EVENT:
        counter.events += 1;
        onEvent?.(data.toString('utf8', 2));
        return;
      case ACK:
        counter.acks += 1;
        this.#acknowledge(data.toString('utf8', 2));
        return;
      case CONNECT:
        this.#opened.resolve();
        return;
      case CONNECT_ERROR:
        this.#opened.reject(new Error(`The server refused CONNECT: ${data.toString('utf8', 2)}`));
        // Such a connection stays open, and is good for nothing.
        this.close();
        return;
      default:
    }
  }

  #acknowledge(text: string): void {
    const start = text.indexOf('[');
    const id = Number(text.slice(0, start));
    const ack = this.#acks.get(id);
    this.#acks.delete(id);
    ack?.(text.slice(start + 1, -1));
  }
}
