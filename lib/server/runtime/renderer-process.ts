import { servePages } from '../renderer/serve-pages.ts';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { startNext } from './next.ts';

// The process that makes pages: `servePages`, put together with Next as `server.ts` puts together all else.

process.title = 'scoreroom-renderer';
const config = readConfig(process.env);
if (!config.ok) throw new Error(config.error);
const log = createLog(config.value);
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.fatal({ err: error }, `${event} in the renderer`);
    process.exit(1);
  });
}

await servePages({
  place: process.argv[2] ?? '',
  isWarmedUp: true,
  async prepare(http) {
    const { handle } = await startNext(config.value, http);
    return handle;
  },
  onError: (error, about) =>
    log.error({ err: error, ...about }, 'unexpected error in the renderer'),
});
