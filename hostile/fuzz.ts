import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { seededRandom } from '#lib/testing/seeded-random.ts';
import { ATTACKS } from './fuzz/attackers.ts';
import { heldMb } from './fuzz/memory.ts';
import { Target } from './target.ts';

// Sends the real server messages that are almost right, until it has had so many; it must neither end nor meet a bug,
// the people next door must not notice, and its memory must come back to where it was.

/** Attacks that are under way at a time. */
const AT_ONCE = 8;
const CHECK_EVERY = 5_000;
/** What the memory was is measured once the server has seen this many: by then it has loaded all that it needs. */
const WARM_UP = 20_000;
/** What it may have grown by at the end: caches, and memory in pieces. */
const GROWTH_MB = 60;
/** Longer than the server waits for those who say nothing. */
const REST_MS = 12_000;
const COLLECTOR = new URL('./fuzz/collect-on-signal.ts', import.meta.url).href;

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});
const wanted = Number(values.messages);
const random = seededRandom(Number(values.seed));
console.log(`seed ${values.seed}: ${wanted} messages`);

const target = await Target.start({ LOG_LEVEL: 'warn', NODE_OPTIONS: `--import ${COLLECTOR}` });
const startedAt = performance.now();
const run: { sent: number; checkedAt: number; warmMb: number | null; failure: Error | null } = {
  sent: 0,
  checkedAt: 0,
  warmMb: null,
  failure: null,
};

async function attack(): Promise<void> {
  while (run.sent < wanted && run.failure === null) {
    const made = await random.pick(ATTACKS)(target, random);
    run.sent += made;
  }
}

async function watch(): Promise<void> {
  while (run.sent < wanted && run.failure === null) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (run.sent - run.checkedAt < CHECK_EVERY) continue;
    run.checkedAt = run.sent;
    await target.expectUndisturbed();
    if (run.warmMb === null && run.sent >= WARM_UP) run.warmMb = await heldMb(target.pid);
  }
}

const note = (error: unknown) => {
  run.failure ??= error instanceof Error ? error : new Error(String(error));
};
await Promise.all([
  ...Array.from({ length: AT_ONCE }, () => attack().catch(note)),
  watch().catch(note),
]);
if (run.failure === null) await target.expectUndisturbed().catch(note);
if (run.failure === null && run.warmMb !== null) {
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const restedMb = await heldMb(target.pid);
  console.log(
    `  memory ${run.warmMb.toFixed(0)} MB after ${WARM_UP} messages, ${restedMb.toFixed(0)} MB at the end`,
  );
  if (restedMb > run.warmMb + GROWTH_MB) note(new Error('The memory did not come back.'));
}
const seconds = (performance.now() - startedAt) / 1_000;
console.log(`  ${run.sent} messages in ${seconds.toFixed(0)} s`);
await target.stop();
if (run.failure === null) console.log('  passed: the server neither ended nor met a bug');
else {
  console.error(run.failure);
  console.log(`  FAILED: repeat with --seed ${values.seed} --messages ${wanted}`);
  process.exitCode = 1;
}
