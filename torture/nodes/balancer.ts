import type { SeededRandom } from '#lib/testing/seeded-random.ts';
import type { ServerProcess } from '../server/server-process.ts';

type Target = Pick<ServerProcess, 'port' | 'isUp'>;

/** Sends connections to nodes as a balancer does that only knows which of them live. */
export class Balancer {
  readonly #servers: readonly Target[];
  readonly #draws: SeededRandom;

  constructor(servers: readonly Target[], draws: SeededRandom) {
    this.#servers = servers;
    this.#draws = draws;
  }

  /** Each new connection goes to another node than the one before. */
  roaming(): () => number {
    let last: Target | null = null;
    return () => {
      last = this.#pickOtherThan(last);
      return last.port;
    };
  }

  /** Everything goes to one node, for as long as that lives. */
  sticky(): () => number {
    let current: Target | null = null;
    return () => {
      if (current?.isUp !== true) current = this.#pickOtherThan(current);
      return current.port;
    };
  }

  #pickOtherThan(last: Target | null): Target {
    const others = this.#servers.filter((server) => server !== last);
    const alive = others.filter(({ isUp }) => isUp);
    // Where none lives it does not matter.
    return this.#draws.pick(alive.length > 0 ? alive : this.#servers);
  }
}
