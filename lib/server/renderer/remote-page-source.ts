import { randomUUID } from 'node:crypto';
import type { OverviewQuery } from '#lib/protocol/admin.ts';
import { ScoreroomError, type ErrorDetails } from '#lib/protocol/errors.ts';
import type { Answers, Ask, FromRenderer, ToRenderer } from './messages.ts';
import {
  VISIT_HEADER,
  type Asker,
  type PageSource,
  type VisitedAdmin,
  type VisitedRoom,
} from './page-source.ts';

interface Waiting {
  readonly resolve: (value: Answers[keyof Answers]) => void;
  readonly reject: (error: ScoreroomError) => void;
}

/** What pages ask for, from the server in the other process. As many wait as pages are made at once. */
export class RemotePageSource implements PageSource {
  readonly #say: (message: FromRenderer) => void;
  readonly #waiting = new Map<number, Waiting>();
  /** Answers that have been asked for already, by the ticket of the page that is made of them. */
  readonly #lent = new Map<string, VisitedRoom>();
  #lastId = 0;

  constructor(say: (message: FromRenderer) => void) {
    this.#say = say;
  }

  room(code: string, asker: Asker): Promise<VisitedRoom> {
    const lent = this.#lent.get(asker[VISIT_HEADER] ?? '');
    if (lent !== undefined) return Promise.resolve(lent);
    return this.#ask({ what: 'room', code, asker });
  }

  admin(query: OverviewQuery, asker: Asker): Promise<VisitedAdmin> {
    return this.#ask({ what: 'admin', query, asker });
  }

  /** While the work goes on, whoever shows the ticket gets this for a room. */
  async lend<T>(visit: VisitedRoom, work: (ticket: string) => Promise<T>): Promise<T> {
    const ticket = randomUUID();
    this.#lent.set(ticket, visit);
    try {
      return await work(ticket);
    } finally {
      this.#lent.delete(ticket);
    }
  }

  /** The server has answered. */
  hear(message: ToRenderer): void {
    const asked = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'answer') asked?.resolve(message.value);
    else {
      const { kind, ...details } = message.error;
      asked?.reject(new ScoreroomError(kind, details as ErrorDetails));
    }
  }

  #ask<A extends Ask>(ask: A): Promise<Answers[A['what']]> {
    const { promise, resolve, reject } = Promise.withResolvers<Answers[A['what']]>();
    this.#lastId += 1;
    const settle = resolve as Waiting['resolve'];
    this.#waiting.set(this.#lastId, { resolve: settle, reject });
    this.#say({ type: 'ask', id: this.#lastId, ask });
    return promise;
  }
}
