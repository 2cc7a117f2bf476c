import type { OverviewQuery } from '#lib/protocol/admin.ts';
import { ScoreroomError, type ErrorDetails } from '#lib/protocol/errors.ts';
import type { Answers, Ask, FromRenderer, ToRenderer } from './messages.ts';
import type { Asker, PageSource, VisitedAdmin, VisitedRoom } from './page-source.ts';

interface Waiting {
  readonly resolve: (value: Answers[keyof Answers]) => void;
  readonly reject: (error: ScoreroomError) => void;
}

/** What pages ask for, from the server in the other process. As many wait as pages are made at once. */
export class RemotePageSource implements PageSource {
  readonly #say: (message: FromRenderer) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(say: (message: FromRenderer) => void) {
    this.#say = say;
  }

  room(code: string, asker: Asker): Promise<VisitedRoom> {
    return this.#ask({ what: 'room', code, asker });
  }

  admin(query: OverviewQuery, asker: Asker): Promise<VisitedAdmin> {
    return this.#ask({ what: 'admin', query, asker });
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
