/** The part of a run that counts: taps that were due from `from` until before `to`. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export function isInWindow({ from, to }: Window, at: number): boolean {
  return at >= from && at < to;
}
