import { readOptions, USAGE, type Options } from './options.ts';
import { table } from './report/table.ts';

function optionsOrUsage(): Options | null {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

async function runAll({ scenarios, seed, size, json }: Options): Promise<void> {
  if (!json) console.log(`seed ${seed}\n`);
  for (const scenario of scenarios) {
    const startedAt = performance.now();
    const figures = await scenario.run({ seed, size });
    const seconds = (performance.now() - startedAt) / 1_000;
    const { name, about } = scenario;
    console.log(
      json
        ? JSON.stringify({ scenario: name, seed, figures })
        : `${name}: ${about}\n${table(figures)}\n  every invariant held; ${seconds.toFixed(0)} s\n`,
    );
  }
}

const options = optionsOrUsage();
if (options === null) process.exitCode = 2;
else await runAll(options);
