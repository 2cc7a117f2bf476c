import { Crowd } from './load/crowd.ts';
import type { FromLoader, ToLoader } from './load/messages.ts';

// The loader's process: all viewers of one run, on a core of their own. `bench.ts` starts it and talks to it over IPC.

let crowd: Crowd | null = null;

function say(message: FromLoader): void {
  process.send?.(message);
}

async function handle(message: ToLoader): Promise<void> {
  if (message.type === 'join') {
    crowd = new Crowd(message.job);
    await crowd.join();
    say({ type: 'joined' });
    return;
  }
  const result = await crowd?.tap((edge) => say({ type: 'window', edge }));
  crowd?.close();
  if (result !== undefined) say({ type: 'done', result });
}

// It stays until it is sent away, so that what it has used can be read whenever its messages arrive. A benchmark that was
// interrupted leaves no loader behind.
process.on('disconnect', () => process.exit());

process.on('message', (message) => {
  handle(message as ToLoader).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    say({ type: 'failed', message: reason });
  });
});
