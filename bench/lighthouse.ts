import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEngine } from '../e2e/support/engines.ts';
import { auditPage } from './lighthouse/audit-page.ts';
import { figuresOf, medianFigures, type PageRun } from './lighthouse/figures.ts';
import { type LighthouseOptions, readLighthouseOptions, USAGE } from './lighthouse/options.ts';
import { failedText, figuresText } from './lighthouse/text.ts';
import { waitForQuiet } from './measure/quiet-machine.ts';
import { scoreroom } from './peers/scoreroom.ts';
import { ServerProcess } from './process/server-process.ts';

// What Lighthouse says of a room's page, as a phone opens it for the first time. The exit code says nothing of speed: on a
// machine that does other things too, the figures are those of the machine.

const PLAYERS = 12;

function optionsOrUsage(): LighthouseOptions | null {
  try {
    return readLighthouseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

async function measure(url: string, options: LighthouseOptions): Promise<PageRun[]> {
  const { runs, throttling, waitSec, json } = options;
  const engine = findEngine('chromium');
  if (engine.kind === 'missing') throw new Error(engine.reason);
  const { executablePath: browserPath } = engine;
  if (!json) console.log(`${url} in ${browserPath}, mobile, throttling: ${throttling}`);
  const done: PageRun[] = [];
  for (let run = 1; run <= runs; run += 1) {
    await waitForQuiet(waitSec);
    const page = figuresOf(await auditPage({ url, browserPath, throttling }));
    done.push(page);
    console.log(
      json ? JSON.stringify({ run, throttling, ...page }) : figuresText(`run ${run}`, page.figures),
    );
  }
  return done;
}

async function main(options: LighthouseOptions): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'scoreroom-lighthouse-data-'));
  const command = scoreroom.command({ appDir: options.appDir, dataDir });
  const server = new ServerProcess(command, { core: null });
  try {
    await server.start();
    const { room } = await scoreroom.createBoard(server.url, PLAYERS);
    const { href } = new URL(options.path ?? `/r/${room}`, server.url);
    const pages = await measure(href, options);
    const median = medianFigures(pages.map(({ figures }) => figures));
    const { throttling } = options;
    if (options.json) console.log(JSON.stringify({ run: 'median', throttling, figures: median }));
    else console.log(`${figuresText('median', median)}\n${failedText(pages)}`);
  } finally {
    await server.kill();
    await rm(dataDir, { recursive: true, force: true });
  }
}

const options = optionsOrUsage();
if (options === null) process.exitCode = 2;
else await main(options);
