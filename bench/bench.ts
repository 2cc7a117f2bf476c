import { waitForQuiet } from './measure/quiet-machine.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import { jsonLine } from './report/json-line.ts';
import { failuresOf, type RunResult } from './report/run-result.ts';
import { summary } from './report/summary.ts';
import { textReport } from './report/text-report.ts';
import { runOnce } from './run-once.ts';

/** There and back, A-B-B-A, so that a machine that grows slower or faster favours nobody. */
async function runAll({ plans, rounds, waitSec, json, place }: BenchOptions): Promise<RunResult[]> {
  const back = plans.length > 1 ? plans.toReversed() : [];
  const round = [...plans, ...back];
  const runs: RunResult[] = [];
  for (const plan of Array.from({ length: rounds }, () => round).flat()) {
    await waitForQuiet(waitSec);
    const run = await runOnce(plan, place);
    runs.push(run);
    console.log(json ? jsonLine(run) : textReport(run));
  }
  return runs;
}

function optionsOrUsage(): BenchOptions | null {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

const options = optionsOrUsage();
if (options === null) {
  process.exitCode = 2;
} else {
  const runs = await runAll(options);
  if (!options.json && runs.length > 1) console.log(summary(runs));
  if (runs.some((run) => failuresOf(run).length > 0)) process.exitCode = 1;
}
