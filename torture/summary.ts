import { losses } from '#lib/testing/checker/check.ts';
import type { Check } from '#lib/testing/checker/history.ts';
import type { TortureOptions } from './options.ts';
import type { RunResult } from './run.ts';

export interface Summary extends Pick<
  RunResult,
  'made' | 'counted' | 'refused' | 'acts' | 'boards'
> {
  readonly passed: boolean;
  readonly seed: number;
  readonly seconds: number;
  readonly settledMs: number | null;
  readonly convergedMs: number | null;
  readonly faults: RunResult['faults'];
  readonly lost: number;
  readonly doubled: number;
  readonly phantom: number;
  /** How often each check found something. */
  readonly found: Partial<Record<Check, number>>;
  /** The first of each. */
  readonly examples: readonly string[];
}

export function summaryOf({ seed }: TortureOptions, result: RunResult): Summary {
  const { violations, made, counted, refused, acts, boards, faults, seconds } = result;
  const { settledMs, convergedMs } = result;
  const found: Partial<Record<Check, number>> = {};
  const examples: string[] = [];
  for (const { check, what } of violations) {
    found[check] = (found[check] ?? 0) + 1;
    if (found[check] <= 3) examples.push(`${check}: ${what}`);
  }
  return {
    passed: violations.length === 0,
    seed,
    seconds,
    settledMs,
    convergedMs,
    made,
    counted,
    refused,
    acts,
    boards,
    faults,
    ...losses(violations),
    found,
    examples,
  };
}

export function print(summary: Summary, { isJson, nodes, plant }: TortureOptions): void {
  if (isJson) {
    console.log(JSON.stringify(summary));
    return;
  }
  const { faults, examples, found } = summary;
  console.log(
    `  taps       ${summary.made} made, ${summary.counted} count, ${summary.refused} refused`,
  );
  console.log(`  actions    ${summary.acts}, boards seen ${summary.boards}`);
  const words = Object.entries(faults).map(([name, count]) => `${name} ${count}`);
  console.log(`  faults     ${words.join(', ')}`);
  for (const example of examples) console.log(`  ✗ ${example}`);
  for (const [check, count] of Object.entries(found)) console.log(`  ${check} ${count} times`);
  const { settledMs } = summary;
  console.log(`  settled    ${settledMs === null ? 'never' : `${settledMs} ms after the faults`}`);
  const converged = summary.convergedMs === null ? 'never' : `in ${summary.convergedMs} ms`;
  const again = `repeat with${nodes > 0 ? ` --nodes ${nodes}` : ''} --seed ${summary.seed}${plant === null ? '' : ` --plant ${plant}`}`;
  console.log(
    `${summary.passed ? 'passed' : 'FAILED'}: lost ${summary.lost}, doubled ${summary.doubled}, phantom ${summary.phantom}, ` +
      `converged ${converged}, ${summary.seconds} s (${again})`,
  );
}
