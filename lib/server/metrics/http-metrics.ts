import { Counter, Histogram, type Registry } from 'prom-client';

/** What a request is for: a class with few members, so that nobody makes new ones by asking for them. */
export type RouteClass = 'api' | 'file' | 'health' | 'page' | 'socket';

/** What came of a page that the renderer was asked for. */
export type PageResult = 'made' | 'busy' | 'lost';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Requests and pages. Next to what a request costs, a look-up of its labels is nothing. */
export class HttpMetrics {
  readonly #requests: Counter<'route' | 'status'>;
  readonly #seconds: Histogram<'route'>;
  readonly #pages: Counter<'result'>;
  readonly #restarts: Counter;

  constructor(register: Registry) {
    const registers = [register];
    this.#requests = new Counter({
      name: 'scoreroom_http_requests_total',
      help: 'Requests by what they are for and how they were answered; "aborted" had no answer.',
      labelNames: ['route', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'scoreroom_http_request_duration_seconds',
      help: 'How long pages and REST took, up to the end of the answer.',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    });
    this.#pages = new Counter({
      name: 'scoreroom_pages_total',
      help: 'Pages by what came of them: made; busy, where too many waited; lost, where the renderer did not answer.',
      labelNames: ['result'],
      registers,
    });
    this.#restarts = new Counter({
      name: 'scoreroom_renderer_losses_total',
      help: 'How often the process that makes pages was lost and replaced.',
      registers,
    });
    // Zero is a figure as well: a rate needs one to begin with.
    for (const result of ['made', 'busy', 'lost'] as const) this.#pages.inc({ result }, 0);
  }

  /** @param status null where whoever asked has left before there was an answer */
  answered(route: RouteClass, status: number | null, ms: number): void {
    this.#requests.inc({ route, status: status ?? 'aborted' });
    // The others wait for news on purpose, or come from memory.
    if (route === 'page' || route === 'api') this.#seconds.observe({ route }, ms / 1_000);
  }

  page(result: PageResult): void {
    this.#pages.inc({ result });
  }

  rendererLost(): void {
    this.#restarts.inc();
  }
}
