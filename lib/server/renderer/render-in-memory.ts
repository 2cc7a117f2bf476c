import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import { Writable } from 'node:stream';

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface RenderedPage {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

export interface PageRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

const END_OF_HEAD = '\r\n\r\n';

/** Has a page made for a request that nobody has sent, and keeps it. */
export async function renderInMemory(
  { url, headers }: PageRequest,
  handle: Handle,
): Promise<RenderedPage> {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method: 'GET', url, headers });
  // As it was spoken before there were chunks: after the head, what is written is the body.
  Object.assign(request, { httpVersion: '1.0', httpVersionMajor: 1, httpVersionMinor: 0 });
  request.push(null);
  const written: Buffer[] = [];
  const response = new ServerResponse(request);
  const line = new Writable({
    // It takes all there is: nobody would tell the response that it drains.
    highWaterMark: Number.MAX_SAFE_INTEGER,
    write(chunk: Buffer, _, done) {
      written.push(chunk);
      done();
    },
  });
  response.assignSocket(line as Socket);
  await handle(request, response);
  if (!response.writableEnded) throw new Error('The page was not finished.');
  const all = Buffer.concat(written);
  const body = all.subarray(all.indexOf(END_OF_HEAD) + END_OF_HEAD.length);
  return { status: response.statusCode, headers: response.getHeaders(), body };
}
