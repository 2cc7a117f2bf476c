import type { Environment, EnvironmentEvent } from '../connection/environment.ts';

/** A browser that is online and looked at until a test says otherwise. */
export class FakeEnvironment implements Environment {
  #isOnline = true;
  #isVisible = true;
  readonly #listeners = new Set<(event: EnvironmentEvent) => void>();

  isOnline(): boolean {
    return this.#isOnline;
  }

  isVisible(): boolean {
    return this.#isVisible;
  }

  subscribe(listener: (event: EnvironmentEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(event: EnvironmentEvent): void {
    if (event === 'online' || event === 'offline') this.#isOnline = event === 'online';
    else this.#isVisible = event === 'visible';
    for (const listener of this.#listeners) listener(event);
  }
}
