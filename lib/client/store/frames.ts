import { systemClock, type Clock } from '#lib/shared/clock.ts';

/** When the page shows what has changed. */
export interface Frames {
  /** Calls back once, before a paint soon; while nobody can see the page, not before somebody can. */
  readonly next: (callback: () => void) => void;
  /** What was asked for last is for the person at this page, who waits for it: before the very next paint. */
  readonly hurry: () => void;
}

/** For programs, which paint nothing: each change is told as it happens. */
export const noFrames: Frames = { next: (callback) => callback(), hurry: () => undefined };

/** How busy a page may be with showing what others do: the rest is for whoever wants to tap or scroll. */
const BUSY_PART = 0.2;
/** However slow the device is, it shows the present this often. */
const LONGEST_REST_MS = 250;

interface PacedFramesOptions {
  readonly clock: Clock;
  readonly requestFrame: (callback: () => void) => void;
}

/**
 * One change of what is shown per frame of the screen, and fewer on a device for which a change is much work: there each is
 * followed by a rest that is longer the longer it took, from its script to its paint.
 */
export class PacedFrames implements Frames {
  readonly #options: PacedFramesOptions;
  #restUntil = -Infinity;
  #isRequested = false;
  #isShowing = false;
  #callback: (() => void) | null = null;
  #cancelRest: () => void = () => undefined;

  constructor(options: PacedFramesOptions) {
    this.#options = options;
  }

  readonly next = (callback: () => void): void => {
    this.#callback = callback;
    if (!this.#isShowing) this.#rest();
  };

  readonly hurry = (): void => {
    this.#cancelRest();
    if (this.#isRequested || this.#callback === null) return;
    this.#isRequested = true;
    this.#options.requestFrame(() => this.#run());
  };

  #run(): void {
    const { clock } = this.#options;
    const callback = this.#callback;
    this.#isRequested = false;
    this.#callback = null;
    this.#isShowing = true;
    const startedAt = clock.monotonic();
    callback?.();
    // Comes after what the browser makes of the change: style, layout and paint.
    clock.after(0, () => {
      const tookMs = clock.monotonic() - startedAt;
      this.#restUntil = startedAt + Math.min(tookMs / BUSY_PART, LONGEST_REST_MS);
      this.#isShowing = false;
      this.#rest();
    });
  }

  #rest(): void {
    if (this.#callback === null || this.#isRequested) return;
    const { clock } = this.#options;
    this.#cancelRest();
    const restMs = this.#restUntil - clock.monotonic();
    if (restMs > 0) this.#cancelRest = clock.after(restMs, this.hurry);
    else this.hurry();
  }
}

export function createBrowserFrames(): Frames {
  return new PacedFrames({
    clock: systemClock,
    requestFrame: (callback) => void requestAnimationFrame(callback),
  });
}
