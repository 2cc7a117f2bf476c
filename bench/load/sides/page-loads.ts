import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { LatencyHistogram } from '../../measure/latency-histogram.ts';
import { runSchedule } from '../schedule.ts';
import type { SideLoad } from '../side-load.ts';
import type { Side, SideContext } from './side.ts';

const TIMEOUT_MS = 30_000;
/** A browser opens so many connections to one server. */
const CONNECTIONS = 6;

/** People who open the room's page for the first time: its HTML, and every script and stylesheet that it names. */
export class PageLoads {
  readonly #load: Extract<SideLoad, { kind: 'pages' }>;
  readonly #context: SideContext;
  readonly #html = new LatencyHistogram();
  readonly #whole = new LatencyHistogram();

  constructor(load: Extract<SideLoad, { kind: 'pages' }>, context: SideContext) {
    this.#load = load;
    this.#context = context;
  }

  side(): Partial<Side> {
    return {
      run: () => this.#run(),
      figures: () => {
        const html = this.#html.summary();
        const whole = this.#whole.summary();
        return {
          pagesPerSec: this.#load.perSec,
          pages: whole?.count ?? 0,
          htmlP50Ms: html?.p50Ms ?? null,
          htmlP99Ms: html?.p99Ms ?? null,
          pageP50Ms: whole?.p50Ms ?? null,
          pageP99Ms: whole?.p99Ms ?? null,
        };
      },
    };
  }

  async #run(): Promise<void> {
    const { window, targets, problem } = this.#context;
    const loaded: Promise<void>[] = [];
    const schedule = { ratePerSec: this.#load.perSec, startAt: window.from, endAt: window.to };
    await runSchedule(schedule, (index, dueAt) => {
      const target = targets[index % targets.length];
      if (target === undefined) return;
      const page = `${target.url}/r/${target.room}`;
      const ended = this.#open(page, dueAt).catch((error: unknown) =>
        problem(`page ${page}: ${error instanceof Error ? error.message : String(error)}`),
      );
      loaded.push(ended);
    });
    await Promise.all(loaded);
  }

  async #open(page: string, dueAt: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
    try {
      const answer = await request(page, agent);
      const isPacked = answer.headers['content-encoding'] === 'gzip';
      const html = await text(isPacked ? answer.pipe(createGunzip()) : answer);
      this.#html.record(performance.now() - dueAt);
      const files = new Set(html.match(/\/_next\/static\/[^"'\\ ]+\.(?:js|css)/g));
      await Promise.all(
        Array.from(files, async (file) => {
          const part = await request(new URL(file, page).href, agent);
          for await (const chunk of part) void chunk;
        }),
      );
      this.#whole.record(performance.now() - dueAt);
    } finally {
      agent.destroy();
    }
  }
}

function request(url: string, agent: Agent): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = { 'accept-encoding': 'gzip' };
  const asked = get(url, { agent, headers, timeout: TIMEOUT_MS }, (answer) => {
    if (answer.statusCode === 200) resolve(answer);
    else reject(new Error(`${url} answered ${answer.statusCode}`));
  });
  asked.on('timeout', () => asked.destroy(new Error(`${url} took too long`)));
  asked.on('error', reject);
  return promise;
}
