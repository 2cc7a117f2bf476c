/** Of many figures the one that this share of them is not above; 0 where there are none. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = Float64Array.from(figures).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The most that came in one second. */
export function peakPerSecond(times: readonly number[], windowMs = 1_000): number {
  const sorted = Float64Array.from(times).toSorted();
  let peak = 0;
  let from = 0;
  for (let to = 0; to < sorted.length; to += 1) {
    while ((sorted[to] ?? 0) - (sorted[from] ?? 0) > windowMs) from += 1;
    peak = Math.max(peak, to - from + 1);
  }
  return peak;
}
