import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { endProcess } from './end-process.ts';

export interface VirtualDisplay {
  /** The value for DISPLAY. */
  readonly name: string;
  close(): Promise<void>;
}

/** An X server of our own without a screen, on a display number that it finds free by itself. */
export async function startVirtualDisplay(): Promise<VirtualDisplay> {
  const xvfb = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const number = await new Promise<string>((resolve, reject) => {
    xvfb.once('error', reject);
    xvfb.once('exit', () => reject(new Error('Xvfb ended before it had a display')));
    (xvfb.stdio[3] as Readable).once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return { name: `:${number}`, close: () => endProcess(xvfb, 'SIGTERM') };
}
