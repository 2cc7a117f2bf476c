export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
  /** The ceiling is never below this: where many come back at once, each attempt is spread over all of it. @default 0 */
  readonly spreadMs?: number;
}

/**
 * Delay before retry number `attempt` (0, 1, 2, …): a draw below an exponentially growing ceiling. The first is uniform,
 * "full jitter", which spreads best those who were cut off at one moment; of the later ones it is the larger of two draws.
 * After a long time without a server everyone is somewhere in a delay, and the first come back at a rate of all of them in
 * one mean delay: that is two thirds of the ceiling, where it would be half of it with full jitter.
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param random a uniform draw in [0, 1)
 */
export function jittered(attempt: number, options: BackoffOptions, random: () => number): number {
  const { baseMs, maxMs, spreadMs = 0 } = options;
  const ceiling = Math.min(maxMs, Math.max(spreadMs, baseMs * 2 ** Math.min(attempt, 30)));
  const draw = attempt === 0 ? random() : Math.max(random(), random());
  return Math.floor(draw * ceiling);
}
