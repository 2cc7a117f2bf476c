import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { HttpMetrics } from './http-metrics.ts';
import { addLiveMetrics, type LiveFigures } from './live-metrics.ts';
import { addLoopMetrics } from './loop-metrics.ts';
import { isThere, type Part } from './part.ts';
import { RoomMetrics } from './room-metrics.ts';

/** These list every open connection at each look: milliseconds in which the rooms stand still. */
const TOO_DEAR = [
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
  'nodejs_active_resources',
  'nodejs_active_resources_total',
  'process_open_fds',
];

/** All that this node tells of itself in figures. Of its own registry: two servers in one process do not mix. */
export class Metrics {
  /** For whoever has figures of their own. */
  readonly registry = new Registry();
  readonly rooms = new RoomMetrics(this.registry);
  readonly http = new HttpMetrics(this.registry);
  readonly #parts: Part[] = [];
  #stop: () => void = () => undefined;

  constructor() {
    const parts = this.#parts;
    new Gauge({
      name: 'scoreroom_part_up',
      help: 'Whether a part that this node works with can be used.',
      labelNames: ['part'],
      registers: [this.registry],
      async collect() {
        const asked = parts.map(async (part) => [part.name, await isThere(part)] as const);
        for (const [part, isUp] of await Promise.all(asked)) this.set({ part }, Number(isUp));
      },
    });
  }

  watchLive(figures: LiveFigures): void {
    addLiveMetrics(this.registry, figures);
  }

  /** Has a part's state told from now on. */
  watchPart(part: Part): void {
    this.#parts.push(part);
  }

  /** Measures the process as well, which only one server of a process should do. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry });
    for (const name of TOO_DEAR) this.registry.removeSingleMetric(name);
    this.#stop = addLoopMetrics(this.registry);
  }

  close(): void {
    this.#stop();
  }
}
