import { Decoder } from '@colyseus/schema';
import { fetchJson } from '../peers/http-json.ts';
import { ColyseusState } from '../peers/colyseus-state.ts';
import { BareSocket } from './bare-socket.ts';
import type { FrameCounter } from './frame-counter.ts';

const JOIN_ROOM = 10;
const ROOM_DATA = 13;
const ROOM_STATE = 14;
const ROOM_STATE_PATCH = 15;

export interface ColyseusClientOptions {
  readonly room: string;
  readonly player: number;
  readonly counter: FrameCounter;
  /** Hears of absolute scores as [player, score, …]. Without it, frames are counted and not decoded. */
  readonly onScores?: ((scores: readonly number[]) => void) | undefined;
  readonly onClose: () => void;
}

interface Seat {
  readonly sessionId: string;
  readonly processId: string;
  readonly roomId: string;
}

/** A client of Colyseus by hand, as its SDK decodes every patch for everyone, and the loader would measure itself. */
export class ColyseusClient {
  readonly dueAt: number[] = [];
  readonly #options: ColyseusClientOptions;
  readonly #tap: Buffer;
  readonly #state = new ColyseusState();
  readonly #decoder = new Decoder(this.#state);
  readonly #joined = Promise.withResolvers<void>();
  #socket: BareSocket | null = null;

  constructor(options: ColyseusClientOptions) {
    this.#options = options;
    this.#tap = tapMessage(options.player);
    this.#joined.promise.catch(() => {});
  }

  /** Resolves when the state has come. */
  async connect(url: string): Promise<void> {
    const { room, counter, onClose } = this.#options;
    const seat = (await fetchJson(`${url}/matchmake/joinById/${room}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })) as Seat;
    const path = `${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`;
    this.#socket = await BareSocket.open({
      address: `${url.replace('http', 'ws')}/${path}`,
      counter,
      onFrame: (frame) => this.#receive(frame),
      onClose: () => {
        this.#joined.reject(new Error('The connection closed before it had joined.'));
        onClose();
      },
    });
    // JOIN_ROOM may come with the same segment as the answer to the upgrade; then it was kept until now.
    if (this.#isWelcome) this.#socket.send(Buffer.from([JOIN_ROOM]));
    await this.#joined.promise;
  }

  tap(dueAt: number): void {
    this.dueAt.push(dueAt);
    this.#socket?.send(this.#tap);
  }

  stopReading(): void {
    this.#socket?.stopReading();
  }

  close(): void {
    this.#socket?.close();
  }

  #isWelcome = false;

  #receive(frame: Buffer): void {
    switch (frame[0]) {
      case JOIN_ROOM:
        this.#isWelcome = true;
        this.#socket?.send(Buffer.from([JOIN_ROOM]));
        return;
      case ROOM_STATE:
        this.#joined.resolve();
        this.#decode(frame);
        return;
      case ROOM_STATE_PATCH:
        this.#options.counter.events += 1;
        this.#decode(frame);
        return;
      default:
    }
  }

  #decode(frame: Buffer): void {
    const { onScores } = this.#options;
    if (onScores === undefined) return;
    this.#decoder.decode(frame, { offset: 1 });
    const scores: number[] = [];
    for (const [player, score] of this.#state.scores) scores.push(Number(player), score);
    onScores(scores);
  }
}

/** ROOM_DATA, the type "score", and {id, delta: 1} in MessagePack: always the same for one player. */
function tapMessage(player: number): Buffer {
  const id = [player >> 8, player & 0xff];
  return Buffer.concat([
    Buffer.from([ROOM_DATA, 0xa5]),
    Buffer.from('score'),
    Buffer.from([0x82, 0xa2]),
    Buffer.from('id'),
    Buffer.from([0xcd, ...id, 0xa5]),
    Buffer.from('delta'),
    Buffer.from([0x01]),
  ]);
}
