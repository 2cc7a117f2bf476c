/**
 * How many rooms commit at once. Whoever waits for a slot has decided nothing yet, so that what comes meanwhile is in the same
 * commit: a database that is busy is given fewer and larger ones.
 */
export class CommitSlots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Resolves with how to give the slot back, which may be called any number of times. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }
}
