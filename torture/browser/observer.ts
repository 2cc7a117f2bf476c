import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { applyDelta, viewOf, type BoardView } from '#lib/board/view.ts';
import { SOCKET_PATH } from '#lib/protocol/events.ts';
import type { Delta, JoinAck, Pulse, Snapshot } from '#lib/protocol/messages.ts';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import type { Recorder } from './recorder.ts';

const RETRY_MS = 100;
/** Whoever wants the whole board each time comes anew that often. */
const STAY_MS = 700;

/** From where somebody looks on, and how. */
export interface Post {
  readonly name: string;
  readonly transport: 'websocket' | 'polling';
  /** Whether it says where it stands as it comes back, or wants the whole board. */
  readonly isIncremental: boolean;
  /** Where its next connection goes. */
  readonly port: () => number;
}

export interface ObserverOptions extends Post {
  readonly room: string;
  readonly recorder: Recorder;
}

/** Somebody who only looks, over an honest link, and writes down every board that the server tells of. */
export class Observer {
  readonly #options: ObserverOptions;
  #view: BoardView | null = null;
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #port = 0;
  /** Whether it has come to another server than before and has heard nothing there, where less may be known. */
  #isElsewhere = false;

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.#connect();
  }

  get room(): string {
    return this.#options.room;
  }

  get view(): BoardView | null {
    return this.#view;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.disconnect();
  }

  #connect(): void {
    const { port: nextPort, transport } = this.#options;
    const port = nextPort();
    this.#isElsewhere ||= port !== this.#port;
    this.#port = port;
    const socket = io(`http://127.0.0.1:${port}`, {
      path: SOCKET_PATH,
      auth: { protocol: PROTOCOL_VERSION },
      transports: [transport],
      reconnection: false,
      forceNew: true,
    });
    this.#socket = socket;
    let isOver = false;
    clearTimeout(this.#timer);
    const again = () => {
      if (isOver || this.#isClosed) return;
      isOver = true;
      socket.disconnect();
      this.#timer = setTimeout(() => this.#connect(), RETRY_MS);
    };
    socket.on('connect_error', again);
    socket.on('disconnect', again);
    socket.on('connect', () => this.#join(socket, again));
  }

  #join(socket: Socket, again: () => void): void {
    const { room, isIncremental } = this.#options;
    const view = isIncremental ? this.#view : null;
    if (!isIncremental) this.#timer = setTimeout(again, STAY_MS);
    const position = view === null ? {} : { epoch: view.epoch, version: view.version };
    const clientId = randomBytes(16).toString('base64url');
    socket.emit('join', { room, clientId, ...position }, (answer: JoinAck) => {
      if (!answer.ok) {
        again();
        return;
      }
      if (answer.snapshot !== undefined) this.#show(viewOf(answer.snapshot));
      if (answer.delta !== undefined) this.#follow(answer.delta);
      this.#isElsewhere = false;
      socket.on('delta', (delta: Delta) => this.#follow(delta));
      socket.on('snapshot', (snapshot: Snapshot) => this.#show(viewOf(snapshot)));
      socket.on('pulse', (pulse: Pulse) => this.#hear(pulse));
    });
  }

  #follow(delta: Delta): void {
    if (this.#view === null) return;
    const outcome = applyDelta(this.#view, delta);
    if (outcome.kind === 'applied') this.#show(outcome.view);
    if (outcome.kind !== 'gap') return;
    const [from, to] = delta;
    this.#complain('stream-gap', `was told ${from} to ${to} at version ${this.#view.version}`);
    this.#socket?.disconnect();
  }

  #show(view: BoardView): void {
    const { recorder, room, name } = this.#options;
    const { epoch, version, generation } = view;
    const isOlder = this.#view?.epoch === epoch && version < this.#view.version;
    if (isOlder && !this.#isElsewhere) {
      this.#complain('went-back', `was shown version ${version} after ${this.#view?.version}`);
    }
    this.#view = view;
    const scores = Array.from(view.players.values(), ({ id, score }) => [id, score]).flat();
    recorder.boards.push({ room, by: name, epoch, version, generation, scores, pending: [] });
  }

  #hear({ epoch, version }: Pulse): void {
    const view = this.#view;
    if (view === null || epoch !== view.epoch || version >= view.version) return;
    this.#complain('went-back', `heard a pulse of ${version} at version ${view.version}`);
  }

  #complain(check: 'stream-gap' | 'went-back', what: string): void {
    this.#options.recorder.violation(check, `${this.#options.room} ${this.#options.name} ${what}`);
  }
}
