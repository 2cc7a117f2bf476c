import type { RoomSocket, SocketEvents, SocketFactory } from '../connection/socket.ts';

export interface Sent {
  readonly event: string;
  readonly payload: unknown;
  readonly answer: (answer: unknown) => void;
}

/** One socket of a page under test, seen from the server's side. */
export class FakeSocket implements RoomSocket {
  readonly sent: Sent[] = [];
  isClosed = false;
  readonly #events: SocketEvents;

  constructor(events: SocketEvents) {
    this.#events = events;
  }

  send(event: string, payload: unknown, answered: (answer: unknown) => void): void {
    this.sent.push({ event, payload, answer: answered });
  }

  close(): void {
    this.isClosed = true;
  }

  /** The code that opens sockets has come. */
  load(): void {
    this.#events.opening();
  }

  accept(): void {
    this.#events.connected();
  }

  /** Ends it: the network, or with a reason the server. */
  drop(refusal?: unknown): void {
    this.#events.ended(refusal);
  }

  say(event: string, payload: unknown): void {
    this.#events.received(event, payload);
  }

  all(event: string): Sent[] {
    return this.sent.filter((sent) => sent.event === event);
  }

  /** The latest message by this name. */
  last(event: string): Sent {
    const sent = this.all(event).at(-1);
    if (sent === undefined) throw new Error(`No "${event}" was sent.`);
    return sent;
  }
}

/** Opens sockets to nobody; the test answers. */
export class FakeSockets implements SocketFactory {
  readonly opened: FakeSocket[] = [];
  /** Whether the code that opens sockets has come. */
  isLoaded = true;

  preload(): void {
    // There is nothing to fetch.
  }

  open(events: SocketEvents): FakeSocket {
    const socket = new FakeSocket(events);
    this.opened.push(socket);
    if (this.isLoaded) socket.load();
    return socket;
  }

  get latest(): FakeSocket {
    const socket = this.opened.at(-1);
    if (socket === undefined) throw new Error('No socket was opened.');
    return socket;
  }
}
