import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../scripts/tools/run-command.ts';
import type { LighthouseReport, Trace } from './report.ts';
import type { Throttling } from './options.ts';

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
  readonly trace: Trace;
}

/** One run of Lighthouse with its mobile preset, in a new browser with an empty profile. */
export async function auditPage(request: AuditRequest): Promise<AuditResult> {
  const { url, browserPath, throttling } = request;
  const folder = await mkdtemp(join(tmpdir(), 'scoreroom-lighthouse-'));
  const reportFile = join(folder, 'page.json');
  const lighthouse = [
    url,
    '--quiet',
    '--no-enable-error-reporting',
    '--save-assets',
    '--output=json',
    `--output-path=${reportFile}`,
    '--only-categories=performance,accessibility,best-practices',
    `--throttling-method=${throttling}`,
    `--chrome-flags=${BROWSER_FLAGS}`,
  ];
  const npm = ['exec', '--yes', `--package=${PACKAGE}`, '--', 'lighthouse', ...lighthouse];
  try {
    const { code, output } = await runCommand('npm', npm, {
      capture: true,
      env: { CHROME_PATH: browserPath },
      timeoutMs: TIMEOUT_MS,
    });
    if (code !== 0) throw new Error(`Lighthouse ended with ${code}:\n${output}`);
    return {
      report: await readJson<LighthouseReport>(reportFile),
      trace: await readJson<Trace>(join(folder, 'page-0.trace.json')),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, 'utf8')) as T;
}
