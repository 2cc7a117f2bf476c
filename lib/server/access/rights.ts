import type { RightsChange } from './access.ts';

/**
 * Carries the news that rights have ended from whoever ended them to whoever must act on it, here and on other nodes. Never
 * waits.
 */
export class Rights {
  /** Tells other nodes, where there are any. */
  tellOthers: (change: RightsChange) => void = () => undefined;
  readonly #listeners = new Set<(change: RightsChange) => void>();

  /** @returns how to stop listening */
  subscribe(listener: (change: RightsChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** To be called after the change is durable: whoever comes in from then on must meet it. */
  tell(change: RightsChange): void {
    this.hear(change);
    this.tellOthers(change);
  }

  /** As {@link tell}, of what another node has told. */
  hear(change: RightsChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
