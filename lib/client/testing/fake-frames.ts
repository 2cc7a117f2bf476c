import type { Frames } from '../store/frames.ts';

/** A screen that paints when a test says so: never means that nobody sees the page. */
export class FakeFrames implements Frames {
  #due: (() => void)[] = [];

  readonly next = (callback: () => void): void => void this.#due.push(callback);

  readonly hurry = (): void => undefined;

  get isAwaited(): boolean {
    return this.#due.length > 0;
  }

  paint(): void {
    for (const callback of this.#due.splice(0)) callback();
  }
}
