/** Whether a link passes anything on. While it is shut, what comes waits: both ends believe that they are connected. */
export class Gate {
  #opened: PromiseWithResolvers<void> | null = null;
  #delayMs = 0;

  get isShut(): boolean {
    return this.#opened !== null;
  }

  get delayMs(): number {
    return this.#delayMs;
  }

  shut(): void {
    this.#opened ??= Promise.withResolvers();
  }

  slow(delayMs: number): void {
    this.#delayMs = delayMs;
  }

  open(): void {
    this.#delayMs = 0;
    this.#opened?.resolve();
    this.#opened = null;
  }

  /** Resolves when what comes now has come through. */
  async pass(): Promise<void> {
    if (this.#delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.#delayMs));
    while (this.#opened !== null) await this.#opened.promise;
  }
}

/** One direction of a connection: what goes in comes out in order, as the gate lets it. */
export class Lane<T> {
  readonly #gate: Gate;
  readonly #deliver: (item: T) => void;
  #waiting: T[] = [];
  #isRunning = false;

  constructor(gate: Gate, deliver: (item: T) => void) {
    this.#gate = gate;
    this.#deliver = deliver;
  }

  push(item: T): void {
    if (!this.#isRunning && !this.#gate.isShut && this.#gate.delayMs === 0) {
      this.#deliver(item);
      return;
    }
    this.#waiting.push(item);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.length > 0) {
      await this.#gate.pass();
      // What waited together comes together, as from a buffer.
      const items = this.#waiting;
      this.#waiting = [];
      for (const item of items) this.#deliver(item);
    }
    this.#isRunning = false;
  }
}
