import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LatencyHistogram, type LatencySummary } from './latency-histogram.ts';

const SYNCS = 200;
const PAGE_BYTES = 4_096;

/** How long this disk takes to keep one more page: append 4 KiB, fdatasync, again. Takes as long as 200 of them. */
export function probeDisk(directory: string): LatencySummary | null {
  const file = join(directory, 'disk-probe');
  const histogram = new LatencyHistogram();
  const page = Buffer.alloc(PAGE_BYTES, 1);
  const descriptor = openSync(file, 'w');
  try {
    for (let count = 0; count < SYNCS; count += 1) {
      const startedAt = performance.now();
      writeSync(descriptor, page);
      fdatasyncSync(descriptor);
      histogram.record(performance.now() - startedAt);
    }
  } finally {
    closeSync(descriptor);
    rmSync(file);
  }
  return histogram.summary();
}
