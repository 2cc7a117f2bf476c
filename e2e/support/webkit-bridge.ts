import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from './end-process.ts';

// Playwright can drive a WebKit that shows itself as ios_webkit_debug_proxy does: a list of pages under /json. A stock
// WebKitGTK MiniBrowser has the same inspector behind another page; this is the little between the two. WebKitGTK is
// not Safari: what passes here is a smoke test of the engine, not of the product on an iPhone.

export interface WebKitBrowser {
  /** For `webkit.connectOverCDP`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

export interface WebKitOptions {
  readonly executablePath: string;
  readonly display: string;
  /** More environment for the browser. */
  readonly environment: Readonly<Record<string, string>>;
}

const readyTimeoutMs = 20_000;
const pollIntervalMs = 100;
/** A cold MiniBrowser fails to come up about once in twenty. */
const maxAttempts = 3;

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  server.close();
  return port;
}

/** The inspector's addresses of the open pages, read off the page that MiniBrowser shows to people. */
async function inspectablePages(port: number): Promise<{ webSocketDebuggerUrl: string }[]> {
  const response = await fetch(`http://127.0.0.1:${port}/`);
  const paths = (await response.text()).matchAll(/\/socket\/\d+\/\d+\/WebPage/g);
  return [...paths].map(([path]) => ({ webSocketDebuggerUrl: `ws://127.0.0.1:${port}${path}` }));
}

interface MiniBrowser {
  readonly process: ChildProcess;
  readonly inspectorPort: number;
}

async function startMiniBrowser(options: WebKitOptions): Promise<MiniBrowser> {
  const { executablePath, display, environment } = options;
  const inspectorPort = await freePort();
  // about:blank on purpose: to attach while a page loads can crash Playwright.
  const child = spawn(executablePath, ['--private', 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      ...environment,
      DISPLAY: display,
      WEBKIT_INSPECTOR_HTTP_SERVER: `127.0.0.1:${inspectorPort}`,
    },
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors = (errors + data.toString()).slice(-2_000);
  });
  child.once('error', (error) => {
    errors += error.message;
  });
  const deadline = performance.now() + readyTimeoutMs;
  while (performance.now() < deadline && child.exitCode === null && child.pid !== undefined) {
    const pages = await inspectablePages(inspectorPort).catch(() => []);
    if (pages.length > 0) return { process: child, inspectorPort };
    await sleep(pollIntervalMs);
  }
  if (child.pid !== undefined) await endProcess(child, 'SIGKILL');
  throw new Error(`MiniBrowser did not come up: ${errors.trim() || 'it printed nothing'}`);
}

async function startWithRetries(options: WebKitOptions): Promise<MiniBrowser> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startMiniBrowser(options);
    } catch (error) {
      if (attempt === maxAttempts) throw error;
      console.log(`WebKit: start ${attempt} of ${maxAttempts} failed: ${String(error)}`);
    }
  }
}

/** One MiniBrowser process with one page, private to its caller. */
export async function startWebKit(options: WebKitOptions): Promise<WebKitBrowser> {
  const browser = await startWithRetries(options);
  const bridge = createServer((_request, response) => {
    void inspectablePages(browser.inspectorPort)
      .then((pages) =>
        response.setHeader('content-type', 'application/json').end(JSON.stringify(pages)),
      )
      .catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  const port = await listen(bridge);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      bridge.close();
      bridge.closeAllConnections();
      await endProcess(browser.process, 'SIGKILL');
    },
  };
}
