import {
  request as httpRequest,
  type Agent,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';

export interface ForwardTo {
  readonly socketPath: string;
  readonly agent: Agent;
  /** A renderer that says nothing for so long is given up. */
  readonly silenceMs: number;
}

/** What is said between two ends of one line only. */
const BY_LINE: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The renderer has not answered: it is not known to the browser, so another answer can be given. */
export class UnansweredError extends Error {
  override name = 'UnansweredError';
}

/** It says nothing at all. */
export class SilentError extends UnansweredError {
  override name = 'SilentError';
}

/**
 * Lets the renderer answer a request for a page, which has no body. Resolves when the answer has been passed on, or nobody
 * waits for it any more. Throws an {@link UnansweredError} where there was none; one that breaks off breaks off here too.
 */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { socketPath, agent, silenceMs }: ForwardTo,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const { method, url, headers } = request;
  const asked = httpRequest({
    socketPath,
    agent,
    method,
    path: url,
    headers: Object.fromEntries(
      Object.entries(headers).filter(([name]) => !BY_LINE.has(name) && name !== 'content-length'),
    ),
  });
  asked.setTimeout(silenceMs, () => asked.destroy(new SilentError('The renderer is silent.')));
  let isLeft = false;
  // Nobody waits any more: whatever it has made so far is not worth finishing.
  const leave = () => {
    isLeft = true;
    asked.destroy();
  };
  response.once('close', leave);
  asked.on('error', (cause) => {
    response.off('close', leave);
    if (isLeft) resolve();
    else if (response.headersSent) {
      response.destroy();
      resolve();
    } else if (cause instanceof SilentError) reject(cause);
    else reject(new UnansweredError('The renderer has not answered.', { cause }));
  });
  asked.on('response', (answer) => {
    passHead(answer, response);
    pipeline(answer, response, () => {
      response.off('close', leave);
      resolve();
    });
  });
  asked.end();
  return promise;
}

function passHead(answer: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value === undefined || BY_LINE.has(name)) continue;
    if (name === 'set-cookie') response.appendHeader(name, value);
    // What was decided about this answer before holds, as it does where Next answers in this process.
    else if (name !== 'cache-control' || !response.hasHeader(name)) response.setHeader(name, value);
  }
  response.writeHead(answer.statusCode ?? 500);
}
