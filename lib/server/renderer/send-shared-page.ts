import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { nonceOf } from '../http/security-headers.ts';
import { acceptsCoding } from '../http/accepts-coding.ts';
import type { SharedPage } from './shared-pages.ts';

// Packed for each answer anew, so by what costs little: beyond this a page gets a tenth smaller for twice the work.
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } };
const GZIP = { level: 1 };

const CODINGS = [
  { name: 'br', pack: (body: Buffer) => promisify(brotliCompress)(body, BROTLI) },
  { name: 'gzip', pack: (body: Buffer) => promisify(gzip)(body, GZIP) },
];

/** Gives one of many their copy of a page, with the nonce of the policy that goes with it. */
export async function sendSharedPage(
  request: IncomingMessage,
  response: ServerResponse,
  { page, nonce }: SharedPage,
): Promise<void> {
  const own = nonceOf(String(request.headers['content-security-policy'] ?? '')) ?? '';
  // Not as a pattern of `replaceAll`, where some signs have a meaning.
  const filled = (text: string) => text.replaceAll(nonce, () => own);
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(page.headers)) {
    headers[name] = typeof value === 'string' ? filled(value) : value;
  }
  let body = Buffer.from(filled(page.body.toString()));
  const accepted = request.headers['accept-encoding'];
  const coding = CODINGS.find(({ name }) => acceptsCoding(accepted, name));
  if (coding !== undefined) {
    body = await coding.pack(body);
    headers['content-encoding'] = coding.name;
  }
  headers['content-length'] = body.length;
  response.writeHead(page.status, headers);
  response.end(body);
}
