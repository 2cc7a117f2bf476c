import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const RENDERER = fileURLToPath(new URL('./renderer-process.ts', import.meta.url));

/** Secrets that no page needs. */
const KEPT_BACK = { ADMIN_PASSWORD: '', METRICS_TOKEN: '', DATABASE_URL: '', REDIS_URL: '' };

/** Starts this Node once more, to render pages. What it prints goes where this process prints. */
export function startRendererProcess(place: string): ChildProcess {
  return fork(RENDERER, [place], {
    env: { ...process.env, ...KEPT_BACK },
    // A debugger has its port, which two cannot share.
    execArgv: process.execArgv.filter((argument) => !argument.startsWith('--inspect')),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}
