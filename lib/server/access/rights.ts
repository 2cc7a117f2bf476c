import type { RightsChange } from './access.ts';

/** Carries the news that rights have ended from whoever ended them to whoever must act on it. Never waits. */
export class Rights {
  readonly #listeners = new Set<(change: RightsChange) => void>();

  /** @returns how to stop listening */
  subscribe(listener: (change: RightsChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** To be called after the change is durable: whoever comes in from then on must meet it. */
  tell(change: RightsChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
