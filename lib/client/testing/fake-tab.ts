import type { TabToken } from '../store/tab-token.ts';

/** A tab's session storage over the pages that it shows, one after another. */
export class FakeTab implements TabToken {
  #left: string | null;
  #held: string | null = null;

  constructor(left: string | null = null) {
    this.#left = left;
  }

  take(): string | null {
    const left = this.#left;
    this.#left = null;
    return left;
  }

  hold(token: string): () => void {
    this.#held = token;
    return () => {
      this.#held = null;
    };
  }

  /** The page goes away, without a word to its outbox. */
  hide(): void {
    this.#left = this.#held;
  }

  /** What the browser makes of "duplicate tab": a tab with a copy of the storage as it is now. */
  duplicate(): FakeTab {
    return new FakeTab(this.#left);
  }
}

let count = 0;

/** A token like the browser's, and never one twice. */
export function nextToken(): string {
  count += 1;
  return `token-${count}`.padEnd(22, '_');
}
