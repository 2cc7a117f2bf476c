/** Time enters by constructor, so that tests can own it. */
export interface Clock {
  /** Milliseconds since the Unix epoch, by this machine's wall clock: for people to read, never to measure with. */
  now(): number;
  /** Milliseconds that never go back, whatever happens to the wall clock: for delays and rates. */
  monotonic(): number;
  /** Runs `callback` once after `delayMs`; returns a cancel that may be called any number of times. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
