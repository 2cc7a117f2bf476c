import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareRowsPerSec, durableTapsPerSec, sameRowsPerSec } from './measure/durable-writes.ts';
import { probeDisk } from './measure/disk-probe.ts';

// How near the storage comes to SQLite itself: taps made durable per second, beside bare rows with the same pragmas on the
// same disk, in transactions of the same size. `node bench/disk.ts [--json] [directory]`

const BATCHES = [1, 10, 100, 1_000] as const;
/** Each way twice, there and back, so that a disk that grows slower favours neither. */
const ROUNDS = 2;

const WAYS = [
  { name: 'bare', run: bareRowsPerSec },
  { name: 'same', run: sameRowsPerSec },
  { name: 'storage', run: durableTapsPerSec },
];

const isJson = process.argv.includes('--json');
const root = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? tmpdir();
const directory = await mkdtemp(join(root, 'scoreroom-bench-'));
try {
  const fsync = probeDisk(directory);
  for (const batch of BATCHES) {
    const ways = WAYS.map((way) => ({ ...way, perSec: [] as number[] }));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { name, run, perSec } of round % 2 === 0 ? ways : ways.toReversed()) {
        perSec.push(await run(join(directory, `${name}-${batch}-${round}.sqlite`), batch));
      }
    }
    const [bareRows = NaN, sameRows = NaN, taps = NaN] = ways.map(({ perSec }) => mean(perSec));
    const percent = (taps / sameRows) * 100;
    const line = { batch, bareRowsPerSec: bareRows, sameRowsPerSec: sameRows, tapsPerSec: taps };
    const fsyncs = { fsyncP50Ms: fsync?.p50Ms ?? null, fsyncP99Ms: fsync?.p99Ms ?? null };
    console.log(
      isJson
        ? JSON.stringify({ scenario: 'disk', ...line, percent, ...fsyncs })
        : `${batch} in a transaction: bare SQLite ${bareRows} rows/s, the rows of the storage by hand ` +
            `${sameRows} taps/s, the storage ${taps} taps/s (${percent.toFixed(0)} % of those by hand)`,
    );
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}

function mean(figures: readonly number[]): number {
  return Math.round(figures.reduce((sum, figure) => sum + figure, 0) / figures.length);
}
