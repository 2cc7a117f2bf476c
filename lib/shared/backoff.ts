export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
  /** The ceiling is never below this: where many come back at once, each attempt is spread over all of it. @default 0 */
  readonly spreadMs?: number;
}

/**
 * Delay before retry number `attempt` (0, 1, 2, …): "full jitter", a uniform draw below an exponentially
 * growing ceiling, which spreads a herd of returning clients best.
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 *
 * @param random a uniform draw in [0, 1)
 */
export function fullJitter(attempt: number, options: BackoffOptions, random: () => number): number {
  const { baseMs, maxMs, spreadMs = 0 } = options;
  const ceiling = Math.min(maxMs, Math.max(spreadMs, baseMs * 2 ** Math.min(attempt, 30)));
  return Math.floor(random() * ceiling);
}
