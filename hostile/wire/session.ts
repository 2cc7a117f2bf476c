import { randomBytes } from 'node:crypto';
import { PROTOCOL_VERSION } from '#lib/protocol/version.ts';
import type { Place } from './place.ts';
import { RawWebSocket } from './raw-web-socket.ts';

/** An answer of the server, as far as attacks look at it. */
export interface Answer {
  readonly ok: boolean;
  readonly error?: { readonly kind: string; readonly message: string; readonly expected?: number };
  readonly [key: string]: unknown;
}

/** A Socket.IO client by hand: what it sends is text, so it may send anything. */
export class Session {
  readonly socket: RawWebSocket;
  readonly clientId = randomBytes(16).toString('base64url');
  #lastId = 0;

  constructor(place: Place) {
    this.socket = new RawWebSocket(place);
  }

  /** Connects, and answers what CONNECT was answered with. */
  async connect(auth: object = {}): Promise<string> {
    await this.#find((message) => message.startsWith('0{'));
    this.socket.send(`40${JSON.stringify({ protocol: PROTOCOL_VERSION, ...auth })}`);
    return this.#find((message) => /^4[04]/.test(message));
  }

  join(room: string, more: object = {}): Promise<Answer> {
    return this.ask('join', JSON.stringify({ room, clientId: this.clientId, ...more }));
  }

  /** Sends an event with its payload as JSON text, right or wrong, and waits for the acknowledgement. */
  async ask(event: string, payload: string): Promise<Answer> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.socket.send(`42${id}[${JSON.stringify(event)},${payload}]`);
    const answer = await this.#find((message) => message.startsWith(`43${id}[`));
    const [parsed] = JSON.parse(answer.slice(answer.indexOf('['))) as [Answer];
    return parsed;
  }

  push(...mutations: readonly object[]): Promise<Answer> {
    return this.ask('push', JSON.stringify({ clientId: this.clientId, mutations }));
  }

  /** The next message that a test says it waits for. */
  find(isIt: (message: string) => boolean): Promise<string> {
    return this.#find(isIt);
  }

  async #find(isIt: (message: string) => boolean): Promise<string> {
    for (;;) {
      const message = await this.socket.next();
      if (isIt(message)) return message;
    }
  }
}

/** A session that stands in a room. */
export async function joined(place: Place, room: string, auth: object = {}): Promise<Session> {
  const session = new Session(place);
  await session.connect(auth);
  const answer = await session.join(room);
  if (!answer.ok) throw new Error(`The join was refused: ${answer.error?.kind}`);
  return session;
}

export function tap(id: number, change: object = {}): object {
  return { id, type: 'score', generation: 1, player: 1, delta: 1, ...change };
}
