import { subscribe } from 'node:diagnostics_channel';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

// Loaded into each measured server with --import, and so into its threads, so that a parent can ask it over IPC what nobody
// sees from outside.

const RESOLUTION_MS = 10;

export interface LoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** The part of the time in which the main thread was busy, in %. */
  readonly busyPercent: number;
}

/** How a room begins to be read from the database, whichever thread does it. */
const ROOM_READ = 'FROM rooms WHERE code = ';

let roomReads = 0;
if (process.env['BENCH_COUNT_READS'] === '1') {
  const news = new BroadcastChannel('bench-room-reads');
  news.unref();
  news.onmessage = () => void (roomReads += 1);
  subscribe('sqlite.db.query', (message) => {
    if ((message as { readonly sql: string }).sql.includes(ROOM_READ)) news.postMessage(null);
  });
}

if (isMainThread && process.send !== undefined) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  let since = performance.eventLoopUtilization();
  const answer = (value: unknown) => process.send?.(value);
  // What is recorded is the time from one tick of its timer to the next.
  const ms = (ns: number) => Math.max(0, ns / 1e6 - RESOLUTION_MS);

  process.on('message', (question) => {
    switch (question) {
      case 'collect': {
        setFlagsFromString('--expose-gc');
        const collect = runInNewContext('gc') as () => void;
        collect();
        return answer('collected');
      }
      case 'reset':
        histogram.reset();
        histogram.enable();
        since = performance.eventLoopUtilization();
        return answer('reset');
      case 'reads':
        return answer(roomReads);
      case 'read': {
        const { utilization } = performance.eventLoopUtilization(since);
        histogram.disable();
        const delay: LoopDelay = {
          p50Ms: ms(histogram.percentile(50)),
          p99Ms: ms(histogram.percentile(99)),
          maxMs: ms(histogram.max),
          busyPercent: utilization * 100,
        };
        return answer(delay);
      }
      default:
        return undefined;
    }
  });
  // A parent that was interrupted leaves no server behind.
  process.on('disconnect', () => process.exit(1));
  // The probe must not keep a server alive that wants to end.
  process.channel?.unref();
}
