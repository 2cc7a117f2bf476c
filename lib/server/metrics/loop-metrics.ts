import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

/** How often the event loop is looked at. */
const RESOLUTION_MS = 10;

const QUANTILES = { '0.5': 50, '0.99': 99, '1': 100 } as const;

/** Measures how late the event loop is, from one look at the figures to the next. Returns what ends that. */
export function addLoopMetrics(register: Registry): () => void {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  new Gauge({
    name: 'scoreroom_event_loop_delay_seconds',
    help: 'How late the event loop was since the last look: the median, the 99th percentile, and at worst.',
    labelNames: ['quantile'],
    registers: [register],
    collect() {
      for (const [quantile, percentile] of Object.entries(QUANTILES)) {
        // What is measured is from one look to the next, which is the resolution at best.
        const ms = histogram.count === 0 ? 0 : histogram.percentile(percentile) / 1e6;
        this.set({ quantile }, Math.max(0, ms - RESOLUTION_MS) / 1_000);
      }
      histogram.reset();
    },
  });
  return () => histogram.disable();
}
