/** One line of `figures.jsonl`: what `--json` printed, and to which case it belongs. Rates are per second. */
export interface FigureLine {
  readonly case: string;
  /** When and on what it was measured. */
  readonly date: string;
  readonly machine: string;
  readonly scenario: string;
  readonly server: string;
  readonly viewers: number;
  readonly rooms: number;
  readonly rate: number;
  readonly side: string;
  readonly valid: boolean;
  readonly failures: readonly string[];
  readonly [figure: string]: unknown;
}

/** Runs that asked the same of the same server. */
export interface FigureGroup {
  readonly first: FigureLine;
  readonly runs: number;
  readonly validRuns: number;
  /** The median over its valid runs, or over all where none is; null where no run knows. */
  median(figure: string): number | null;
}

/** In the order in which they come first. */
export function groupsOf(lines: readonly FigureLine[]): FigureGroup[] {
  const groups = Map.groupBy(lines, ({ server, viewers, rate, side, batch }) =>
    JSON.stringify([server, viewers, rate, side, batch]),
  );
  return Array.from(groups.values(), (runs): FigureGroup[] => {
    const [first] = runs;
    if (first === undefined) return [];
    const valid = runs.filter((run) => run.valid);
    const counted = valid.length > 0 ? valid : runs;
    return [
      {
        first,
        runs: runs.length,
        validRuns: valid.length,
        median: (figure) => median(counted.map((run) => run[figure])),
      },
    ];
  }).flat();
}

function median(values: readonly unknown[]): number | null {
  const sorted = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
