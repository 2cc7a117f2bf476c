import { WebSocket } from 'ws';
import { countFrame, type FrameCounter } from './frame-counter.ts';

export interface BareSocketOptions {
  /** `ws://host:port/…`. */
  readonly address: string;
  readonly counter: FrameCounter;
  /** Hears each message. */
  readonly onFrame: (data: Buffer) => void;
  readonly onClose: () => void;
}

/** A WebSocket without any protocol upon it. */
export class BareSocket {
  readonly #socket: WebSocket;

  private constructor({ address, counter, onFrame, onClose }: BareSocketOptions) {
    this.#socket = new WebSocket(address, { perMessageDeflate: false, skipUTF8Validation: true });
    this.#socket.on('message', (data) => {
      const frame = data as Buffer;
      countFrame(counter, frame.length);
      onFrame(frame);
    });
    this.#socket.on('close', onClose);
  }

  /** Resolves when the WebSocket is open. */
  static async open(options: BareSocketOptions): Promise<BareSocket> {
    const socket = new BareSocket(options);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.#socket.once('open', resolve);
    // Stays: an error without a listener would end the loader, and `onClose` follows each.
    socket.#socket.on('error', reject);
    await promise;
    return socket;
  }

  send(data: string | Buffer): void {
    this.#socket.send(data);
  }

  /** Reads nothing any more, as a phone in a tunnel. */
  stopReading(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.terminate();
  }
}
