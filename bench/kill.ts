import { checkKills } from './kill/kill-check.ts';
import { readKillOptions, USAGE, type KillOptions } from './kill/options.ts';

function optionsOrUsage(): KillOptions | null {
  try {
    return readKillOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

const options = optionsOrUsage();
if (options === null) {
  process.exitCode = 2;
} else {
  const { kills, seed, clients, ratePerSec } = options;
  console.log(`seed ${seed}: ${kills} × kill -9, ${clients} clients, ${ratePerSec} taps/s`);
  const { tally, made, duplicates, undrained, problems } = await checkKills(options);
  console.log(`  taps made       ${made}, without a verdict ${undrained}`);
  console.log(`  acknowledged    ${tally.acked}, of them ${duplicates} known from before a kill`);
  console.log(`  sum of scores   ${tally.scores}`);
  console.log(`  lost ${tally.lost}, doubled ${tally.doubled}, problems ${problems.length}`);
  for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`);
  const isFine = tally.lost + tally.doubled + undrained + problems.length === 0;
  console.log(isFine ? '  passed' : `  FAILED: repeat with --seed ${seed} --kills ${kills}`);
  process.exitCode = isFine ? 0 : 1;
}
