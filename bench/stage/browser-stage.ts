import { chromium, type Browser, type CDPSession, type Page } from 'playwright';
import { findEngine } from '../../e2e/support/engines.ts';
import type { Figures } from '../load/side-load.ts';
import type { Stage, StageContext } from './stage.ts';

const LONG_TASK_LEAVE_MS = 1_000;
/** A phone, upright. */
const VIEWPORT = { width: 412, height: 915 };

interface Seen {
  readonly at: number;
  readonly frames: number;
  readonly longTasks: readonly number[];
  readonly taskSec: number;
  readonly heapMb: number;
}

declare global {
  interface Window {
    scoreroomBench?: { frames: number; longTasks: number[] };
  }
}

/** Somebody opens the room's page in Chromium on a slow phone, and looks on while the others tap. */
export class BrowserStage implements Stage {
  readonly #slowdown: number;
  readonly #context: StageContext;
  #browser: Browser | null = null;
  #page: Page | null = null;
  #devtools: CDPSession | null = null;
  readonly #seen: Promise<Seen>[] = [];

  constructor(slowdown: number, context: StageContext) {
    this.#slowdown = slowdown;
    this.#context = context;
  }

  async prepare(): Promise<void> {
    const engine = findEngine('chromium');
    const [target] = this.#context.targets;
    if (engine.kind === 'missing') throw new Error(engine.reason);
    if (target === undefined) throw new Error('There is no room to look at.');
    this.#browser = await chromium.launch(engine.launchOptions);
    const page = await this.#browser.newPage({ viewport: VIEWPORT });
    this.#page = page;
    await page.goto(`${target.url}/r/${target.room}`);
    await page.locator('[data-bib]').first().waitFor();
    this.#devtools = await page.context().newCDPSession(page);
    await this.#devtools.send('Performance.enable', { timeDomain: 'timeTicks' });
    await this.#devtools.send('Emulation.setCPUThrottlingRate', { rate: this.#slowdown });
    await page.evaluate(watchFrames);
    // What belongs to opening the page is over by then.
    await page.waitForTimeout(LONG_TASK_LEAVE_MS);
  }

  window(edge: 'open' | 'close'): void {
    this.#context.watch.window(edge);
    const seen = this.#look();
    seen.catch(() => {});
    this.#seen.push(seen);
  }

  async figures(): Promise<Figures> {
    const [opened, closed] = await Promise.all(this.#seen);
    if (opened === undefined || closed === undefined) throw new Error('The page was not watched.');
    const sec = (closed.at - opened.at) / 1000;
    const tasks = closed.longTasks.slice(opened.longTasks.length);
    return {
      cpuSlowdown: this.#slowdown,
      longTasks: tasks.length,
      longestTaskMs: Math.max(0, ...tasks),
      framesPerSec: (closed.frames - opened.frames) / sec,
      mainThreadPercent: ((closed.taskSec - opened.taskSec) / sec) * 100,
      heapMb: closed.heapMb,
    };
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    this.#browser = null;
  }

  async #look(): Promise<Seen> {
    if (this.#page === null || this.#devtools === null) throw new Error('The page is not open.');
    const { metrics } = await this.#devtools.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0;
    const { frames, longTasks } = await this.#page.evaluate(
      () => window.scoreroomBench ?? { frames: 0, longTasks: [] },
    );
    return {
      at: metric('Timestamp') * 1000,
      frames,
      longTasks,
      taskSec: metric('TaskDuration'),
      heapMb: metric('JSHeapUsedSize') / 2 ** 20,
    };
  }
}

/** Runs in the page: counts frames, and keeps how long each task of more than 50 ms took. */
function watchFrames(): void {
  const seen = { frames: 0, longTasks: [] as number[] };
  window.scoreroomBench = seen;
  const count = (): void => {
    seen.frames += 1;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
  }).observe({ type: 'longtask' });
}
