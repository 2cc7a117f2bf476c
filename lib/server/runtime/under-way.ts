import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Requests that have not been answered to the end, so that a server that leaves can finish them. */
export class UnderWay {
  readonly #responses = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    this.#responses.add(response);
    response.once('close', () => this.#responses.delete(response));
  }

  /** Waits for all of them, and for those that come meanwhile. */
  async settled(): Promise<void> {
    for (const response of this.#responses) await once(response, 'close');
  }
}
