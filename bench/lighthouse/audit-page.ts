import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../scripts/tools/run-command.ts';
import { withoutWaiting } from './core-time.ts';
import type { Throttling } from './options.ts';
import type { LighthouseReport } from './report.ts';
import type { Trace } from './trace.ts';

/**
 * Fetched when it is first run, and no dependency: it brings 114 packages and 176 MB, a quarter of all that is here, and among
 * them a service that reports errors to others.
 */
const PACKAGE = 'lighthouse@13.5.0';
const TIMEOUT_MS = 5 * 60_000;

/** The browser does nothing of its own meanwhile. */
const BROWSER_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
].join(' ');

export interface AuditRequest {
  readonly url: string;
  readonly browserPath: string;
  readonly throttling: Throttling;
}

export interface AuditResult {
  readonly report: LighthouseReport;
  /** The same page reckoned anew, had it never waited for a core; null where nothing is reckoned. */
  readonly unhindered: LighthouseReport | null;
  readonly trace: Trace;
}

/** One run of Lighthouse with its mobile preset, in a new browser with an empty profile. */
export async function auditPage(request: AuditRequest): Promise<AuditResult> {
  const folder = await mkdtemp(join(tmpdir(), 'scoreroom-lighthouse-'));
  try {
    const report = await lighthouse(request, folder, '--gather-mode', '--audit-mode');
    const traceFile = join(folder, 'trace.json');
    const trace = await readJson<Trace>(traceFile);
    if (request.throttling !== 'simulate') return { report, unhindered: null, trace };
    await writeFile(traceFile, JSON.stringify(withoutWaiting(trace)));
    return { report, unhindered: await lighthouse(request, folder, '--audit-mode'), trace };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gathers into a folder, or judges what was gathered there, or both. */
async function lighthouse(
  { url, browserPath, throttling }: AuditRequest,
  folder: string,
  ...modes: readonly string[]
): Promise<LighthouseReport> {
  const reportFile = join(folder, 'report.json');
  const flags = [
    '--quiet',
    '--no-enable-error-reporting',
    '--output=json',
    `--output-path=${reportFile}`,
    '--only-categories=performance,accessibility,best-practices',
    `--throttling-method=${throttling}`,
    `--chrome-flags=${BROWSER_FLAGS}`,
    ...modes.map((mode) => `${mode}=${folder}`),
  ];
  const { code, output } = await runCommand(
    'npm',
    ['exec', '--yes', `--package=${PACKAGE}`, '--', 'lighthouse', url, ...flags],
    { capture: true, env: { CHROME_PATH: browserPath }, timeoutMs: TIMEOUT_MS },
  );
  if (code !== 0) throw new Error(`Lighthouse ended with ${code}:\n${output}`);
  return readJson<LighthouseReport>(reportFile);
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}
