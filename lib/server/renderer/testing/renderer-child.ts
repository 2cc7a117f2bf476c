import { text } from 'node:stream/consumers';
import { toWireError } from '#lib/protocol/errors.ts';
import { askerOf, pageSource } from '../page-source.ts';
import type { Handle } from '../render-in-memory.ts';
import { servePages } from '../serve-pages.ts';

// A renderer without Next: what it does stands in the address that is asked for.

/** Pages that nobody has asked for. */
const warm: unknown[] = [];

const handle: Handle = async (request, response) => {
  const [, what = '', detail = ''] = request.url?.split('/') ?? [];
  switch (what) {
    case 'pid':
      response.end(String(process.pid));
      return;
    case 'echo': {
      const { method, url, headers } = request;
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.setHeader('cache-control', 'no-store');
      response.setHeader('x-made-by', 'the renderer');
      response.writeHead(Number(detail.slice(0, 3)));
      response.end(JSON.stringify({ method, url, headers, body: await text(request) }));
      return;
    }
    case 'warm':
      response.end(JSON.stringify(warm));
      return;
    case 'r':
    case 'room': {
      const get = (name: string) => request.headers[name]?.toString() ?? null;
      const outcome = await pageSource().room(detail, askerOf({ get })).catch(toWireError);
      if (detail === 'CCCCCC') warm.push(outcome);
      response.end(JSON.stringify(outcome));
      return;
    }
    case 'half':
      response.write('half of it');
      await new Promise((resolve) => setImmediate(resolve));
      process.exit(7);
      return;
    case 'die':
      process.exit(7);
      return;
    case 'hang':
      process.send?.({ type: 'ask', id: 0, ask: { what: 'room', code: 'HANGS', asker: {} } });
      response.once('close', () =>
        process.send?.({ type: 'ask', id: 0, ask: { what: 'room', code: 'CLOSED', asker: {} } }),
      );
      return;
    default:
      throw new Error(`${what} is unexpected`);
  }
};

if (process.argv[3] === 'never') process.exit(9);

await servePages({
  place: process.argv[2] ?? '',
  isWarmedUp: process.argv[3] === 'warm',
  prepare: () => Promise.resolve(handle),
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
