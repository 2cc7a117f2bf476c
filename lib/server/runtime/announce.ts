import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lanAddresses } from '../http/public-origin.ts';
import type { Config } from './config.ts';

/** What is told beside the addresses. */
export interface Announcement {
  /** With it the first admin password is set; null where there is a password. */
  readonly setupToken: string | null;
}

/** Tells the person at the terminal where the server can be opened. */
export function announce(
  { host, publicUrl, isProduction }: Config,
  http: Server,
  { setupToken }: Announcement,
): void {
  const { port } = http.address() as AddressInfo;
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const own = isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const here = `http://${own}:${port}`;
  const lines = [
    '',
    `  Scoreroom is ready${isProduction ? '' : ' (development)'}.`,
    '',
    `  On this machine   ${here}`,
    ...(isEverywhere ? lanAddresses().map((ip) => `  In your network   http://${ip}:${port}`) : []),
    ...(publicUrl === null ? [] : [`  For everyone      ${publicUrl}`]),
    ...(setupToken === null ? [] : ['', ...setupLines(publicUrl ?? here, setupToken)]),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** The token is in the fragment, which no browser sends and no proxy writes down. */
function setupLines(base: string, token: string): string[] {
  return [
    '  There is no admin password yet. Set one with this link, which works once:',
    `  ${new URL('/admin', base).href}#setup=${token}`,
  ];
}
