import { whyNoPostgres } from '../testing/servers/postgres-server.ts';
import { whyNoRedis } from '../testing/servers/redis-server.ts';
import { installPlant } from './plants/plant-hook.ts';
import { plantNamed } from './plants/plants.ts';
import { readOptions, USAGE, type TortureOptions } from './options.ts';

function optionsOrUsage(): TortureOptions | null {
  try {
    const read = readOptions(process.argv.slice(2));
    const missing = read.nodes > 0 ? (whyNoPostgres() ?? whyNoRedis()) : null;
    if (missing !== null) throw new Error(missing);
    return read;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

const options = optionsOrUsage();
if (options === null) {
  process.exitCode = 2;
} else if (options.isSelfTest) {
  const { selfTest } = await import('./self-test.ts');
  process.exitCode = await selfTest(options);
} else if (options.isKeptSeeds) {
  const { runKeptSeeds } = await import('./seeds.ts');
  process.exitCode = await runKeptSeeds();
} else {
  // Before any module of the product is loaded.
  if (options.plant !== null) installPlant(plantNamed(options.plant));
  const { run } = await import('./run.ts');
  const { summaryOf, print } = await import('./summary.ts');
  const summary = summaryOf(options, await run(options));
  print(summary, options);
  // Sockets of pages that were killed may be open still.
  process.exit(summary.passed ? 0 : 1);
}
