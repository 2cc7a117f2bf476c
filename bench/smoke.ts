import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findEngine } from '../e2e/support/engines.ts';
import { closingLine, type NamedTest, type TestSummary } from '../scripts/tools/test-summary.ts';
import { benchSummaryFile } from '../scripts/tools/vitest-summary.ts';
import { plansOf } from './options.ts';
import { findPeer, PEERS } from './peers/registry.ts';
import type { RunPlan } from './report/run-result.ts';
import { runOnce } from './run-once.ts';
import { findScenario, SCENARIOS } from './scenarios/scenarios.ts';
import { wrongIn } from './smoke/expectations.ts';

// Runs every peer and every scenario as small as can be, and asserts that each still measures: that its taps counted once,
// that everything was seen, and that its figures are there. Times are nobody's business on a machine that does other things.

/** Runs at once. They share the cores, which only times would show. */
const AT_ONCE = 2;

interface Smoke {
  readonly title: string;
  readonly plan: RunPlan;
  /** Why it cannot run here. */
  readonly skipped: string | null;
}

function smokes(): Smoke[] {
  const hot = findScenario('hot');
  const peers = PEERS.flatMap((peer) =>
    plansOf({ scenario: hot, peer, size: hot.tiny }).map((plan) => ({
      title: `peer ${peer.name}`,
      plan,
      skipped: peer.missing?.() ?? null,
    })),
  );
  const peer = findPeer('scoreroom');
  const scenarios = SCENARIOS.filter(({ name }) => name !== 'hot').flatMap((scenario) => {
    // The first of several is what the others are compared with, and like a hot room.
    const plan = plansOf({ scenario, peer, size: scenario.tiny }).at(-1);
    const title = `scenario ${scenario.name}`;
    return plan === undefined ? [] : [{ title, plan, skipped: missingFor(plan) }];
  });
  // The longest first: then no core waits at the end.
  return [...scenarios.toReversed(), ...peers];
}

function missingFor({ side }: RunPlan): string | null {
  if (side.kind !== 'browser') return null;
  const engine = findEngine('chromium');
  return engine.kind === 'missing' ? engine.reason : null;
}

async function wrongWith(plan: RunPlan): Promise<string[]> {
  try {
    const place = { appDir: fileURLToPath(new URL('..', import.meta.url)), dataRoot: undefined };
    return wrongIn(await runOnce(plan, { ...place, profileDir: undefined }));
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

// Dozens of servers and loaders are started, each of the same source.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
  new URL('../node_modules/.cache/compile', import.meta.url),
);

let passed = 0;
const failed: NamedTest[] = [];
const skipped: NamedTest[] = [];
const waiting = smokes().values();

async function work(): Promise<void> {
  for (const { title, plan, skipped: reason } of waiting) {
    if (reason !== null) {
      skipped.push({ title, reason });
      console.log(`- ${title}: skipped: ${reason}`);
      continue;
    }
    const wrong = await wrongWith(plan);
    if (wrong.length === 0) {
      passed += 1;
      console.log(`✓ ${title}`);
    } else {
      failed.push({ title, reason: wrong.join('; ') });
      console.log(`✗ ${title}\n    ${wrong.join('\n    ')}`);
    }
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, work));

const summary: TestSummary = { passed, failed, skipped };
mkdirSync(dirname(benchSummaryFile), { recursive: true });
writeFileSync(benchSummaryFile, JSON.stringify(summary));
console.log(closingLine([summary]));
if (failed.length > 0) process.exitCode = 1;
