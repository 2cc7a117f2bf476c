import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfig } from '../config.ts';
import { createDispatcher } from '../dispatcher.ts';
import { onShutdown } from '../lifecycle.ts';
import { createLog } from '../log.ts';
import type { Pages } from '../pages.ts';
import { startRuntime } from '../runtime.ts';

// `server.ts` without Next, for tests that end it. `/slow` is a page that takes a while.

const SLOW_MS = 1_000;

const config = readConfig(process.env);
if (!config.ok) throw new Error(String(config.error));
const log = createLog(config.value);
const runtime = await startRuntime(config.value, log);
const pages: Pages = {
  files: null,
  async handle(request, response) {
    const ms = request.url === '/slow' ? SLOW_MS : 0;
    setTimeout(() => response.end('done'), ms);
  },
  handleUpgrade: null,
  async close() {},
};
const http = createServer();
const dispatcher = createDispatcher({ runtime, pages });
http.on('request', dispatcher.onRequest);
http.on('upgrade', dispatcher.onUpgrade);
const { code } = await runtime.rooms.create({ name: 'Quiz', players: ['Ada'] });
http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}`, code });
});
process.on('disconnect', () => process.exit(1));

onShutdown(log, async () => {
  await runtime.close();
  http.close();
  http.closeAllConnections();
});
