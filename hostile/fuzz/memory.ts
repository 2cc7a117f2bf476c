import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** V8 gives memory back a while after it was collected. */
const SETTLE_MS = 1_000;

/** The resident memory of a server once its garbage is collected (`collect-on-signal.ts`), in MB. Linux only. */
export async function heldMb(pid: number): Promise<number> {
  for (let time = 0; time < 2; time += 1) {
    process.kill(pid, 'SIGUSR2');
    await sleep(SETTLE_MS);
  }
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}
