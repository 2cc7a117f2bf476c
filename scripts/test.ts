import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { JSONReport } from '@playwright/test/reporter';
import { whyNoPostgres } from '../testing/servers/postgres-server.ts';
import { whyNoRedis } from '../testing/servers/redis-server.ts';
import { buildIfNeeded } from './build.ts';
import { runChecks } from './check.ts';
import { ensureBalancers } from './ensure-balancers.ts';
import { ensureBrowsers } from './ensure-browsers.ts';
import { ensureServers } from './ensure-servers.ts';
import { e2eReportFile, summarizePlaywright } from './tools/playwright-summary.ts';
import { runScript } from './tools/run-command.ts';
import { closingLine, type TestSummary } from './tools/test-summary.ts';
import {
  benchSummaryFile,
  deploySummaryFile,
  hostileSummaryFile,
  unitSummaryFile,
} from './tools/vitest-summary.ts';

// Everything that must hold, in one command. A step runs although an earlier one failed, so that one run tells all;
// only the end-to-end tests need the build.

const SHOWN_CHARS = 400;
const closingLineFile = 'test-results/closing-line.txt';

function title(name: string): void {
  console.log(`\n── ${name} ──`);
}

/** As much of a message as tells what it is about. */
function beginningOf(message: string): string {
  const plain = stripVTControlCharacters(message).replaceAll(/\s+/g, ' ');
  return plain.length > SHOWN_CHARS ? `${plain.slice(0, SHOWN_CHARS)} …` : plain;
}

/** A step that is not a test runner: it passed, or it did not. */
function step(name: string, passed: boolean): TestSummary {
  const failed = passed ? [] : [{ title: name, reason: 'see what it printed above' }];
  return { passed: passed ? 1 : 0, failed, skipped: [] };
}

/** What a runner reported, held against its exit code: no tests, no report or a failure outside the tests has failed. */
function settle(name: string, code: number, read: () => TestSummary): TestSummary {
  let summary: TestSummary = { passed: 0, failed: [], skipped: [] };
  let reason = 'no tests ran';
  try {
    summary = read();
  } catch (error) {
    reason = `no report: ${String(error)}`;
  }
  for (const { title: test, reason: why } of summary.skipped) {
    console.log(`skipped: ${test}: ${why}`);
  }
  if (summary.passed + summary.failed.length > 0) {
    if (code === 0 || summary.failed.length > 0) return summary;
    reason = `ended with code ${code} although no test failed`;
  }
  return { ...summary, failed: [...summary.failed, { title: name, reason }] };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function checks(): Promise<TestSummary[]> {
  title('checks');
  return (await runChecks()).map(({ name, passed }) => step(name, passed));
}

async function unit(): Promise<TestSummary> {
  title('unit, contract and simulation tests');
  const { code } = await runScript('test:unit', { timeoutMs: 10 * 60_000 });
  return settle('unit tests', code, () => readJson(unitSummaryFile) as TestSummary);
}

async function deploy(): Promise<TestSummary> {
  title('balancers, and the files to deploy with');
  await ensureBalancers();
  const { code } = await runScript('test:deploy', { timeoutMs: 5 * 60_000 });
  return settle('deployment', code, () => readJson(deploySummaryFile) as TestSummary);
}

async function hostile(): Promise<TestSummary[]> {
  title('bad input');
  const { code } = await runScript('hostile', { timeoutMs: 5 * 60_000 });
  const table = settle('bad input', code, () => readJson(hostileSummaryFile) as TestSummary);
  title('bad input by chance');
  const fuzz = await runScript('fuzz', { args: ['--messages', '50000'], timeoutMs: 3 * 60_000 });
  return [table, step('bad input by chance', fuzz.code === 0)];
}

async function torture(): Promise<TestSummary[]> {
  title('torture');
  const run = await runScript('torture', { args: ['--ci'], timeoutMs: 5 * 60_000 });
  title('bugs that are planted to be found');
  const plants = await runScript('torture', { args: ['--self-test'], timeoutMs: 6 * 60_000 });
  return [step('torture', run.code === 0), step('planted bugs', plants.code === 0)];
}

/** Needs what not every machine has that a change is tried on; nobody would notice where CI lacked it. */
async function tortureOfNodes(): Promise<TestSummary[]> {
  title('torture of several nodes');
  const missing = whyNoPostgres() ?? whyNoRedis();
  if (missing !== null) {
    const test = { title: 'torture of several nodes', reason: missing };
    console.log(`${test.title}: ${missing}`);
    return process.env['CI'] === undefined
      ? [{ passed: 0, failed: [], skipped: [test] }]
      : [{ passed: 0, failed: [test], skipped: [] }];
  }
  const nodes = ['--nodes', '3'];
  const run = await runScript('torture', { args: [...nodes, '--ci'], timeoutMs: 6 * 60_000 });
  title('bugs of nodes that are planted to be found');
  const args = [...nodes, '--self-test'];
  const plants = await runScript('torture', { args, timeoutMs: 8 * 60_000 });
  return [
    step('torture of several nodes', run.code === 0),
    step('planted bugs of nodes', plants.code === 0),
  ];
}

async function benchSmoke(): Promise<TestSummary> {
  title('benchmark, as small as can be');
  const { code } = await runScript('bench:smoke', { timeoutMs: 3 * 60_000 });
  return settle('benchmark', code, () => readJson(benchSummaryFile) as TestSummary);
}

async function endToEnd(): Promise<TestSummary> {
  title('end-to-end tests');
  const { code } = await runScript('e2e', { timeoutMs: 41 * 60_000 });
  return settle('end-to-end tests', code, () => {
    const summary = summarizePlaywright(readJson(e2eReportFile) as JSONReport);
    for (const test of summary.flaky) console.log(`passed only at a second try: ${test}`);
    return summary;
  });
}

// Hundreds of servers and threads are started, each of the same source.
process.env['NODE_COMPILE_CACHE'] ??= resolve('node_modules/.cache/compile');

rmSync('test-results', { recursive: true, force: true });
mkdirSync('test-results');

const summaries = await checks();
title('servers');
await ensureServers();
summaries.push(await unit());
summaries.push(await deploy());
summaries.push(...(await torture()), ...(await tortureOfNodes()));
title('browsers');
await ensureBrowsers();
title('build');
const isBuilt = await buildIfNeeded();
summaries.push(step('build', isBuilt));
if (isBuilt) summaries.push(...(await hostile()), await benchSmoke(), await endToEnd());
else console.log('The tests of the whole product did not run: there is no build.');

const failed = summaries.flatMap((summary) => summary.failed);
if (failed.length > 0) {
  process.exitCode = 1;
  // Once more where they are looked for: the output is long.
  title('what failed');
  for (const { title: test, reason } of failed) console.log(`${test}: ${beginningOf(reason)}`);
}
const line = closingLine(summaries);
writeFileSync(closingLineFile, `${line}\n`);
console.log(`\n${line}`);
