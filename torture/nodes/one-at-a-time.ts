/** What is done to one thing is done one after another; things are independent of one another. */
export class OneAtATime {
  readonly #last = new Map<string, Promise<void>>();

  /** Resolves when the work begins, which goes on by itself. */
  async begin(thing: string, work: () => Promise<void>): Promise<void> {
    const before = this.#last.get(thing);
    const begun = Promise.withResolvers<void>();
    const done = Promise.resolve(before).then(() => {
      begun.resolve();
      return work();
    });
    this.#last.set(thing, done);
    // Whoever waits for the end of all hears of it as well.
    done.catch(begun.reject);
    await begun.promise;
  }

  /** Resolves when all is done that has begun; rejects with what failed. */
  async settled(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
