import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const source = fileURLToPath(new URL('./tcp-nodelay.c', import.meta.url));

export interface NoDelay {
  /** For the program whose connections are to send at once; empty where there is no compiler: then it is only slower. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Compiles `tcp-nodelay.c` with the machine's own compiler: what takes 180 ms in a stock WebKitGTK takes 13 with it. */
export async function prepareNoDelay(): Promise<NoDelay> {
  const directory = await mkdtemp(join(tmpdir(), 'scoreroom-nodelay-'));
  const library = join(directory, 'tcp-nodelay.so');
  const close = () => rm(directory, { recursive: true, force: true });
  try {
    await promisify(execFile)('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl']);
    const others = process.env['LD_PRELOAD'] ?? '';
    return { environment: { LD_PRELOAD: `${library} ${others}`.trim() }, close };
  } catch (error) {
    const [reason] = String(error).split('\n');
    console.log(
      `WebKit: each message of its inspector takes 40 ms longer than it could: ${reason}`,
    );
    return { environment: {}, close };
  }
}
