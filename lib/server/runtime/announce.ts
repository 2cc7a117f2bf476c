import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { lanAddresses } from '../http/public-origin.ts';
import type { Config } from './config.ts';

/** Tells the person at the terminal where the server can be opened. */
export function announce({ host, publicUrl, isProduction }: Config, http: Server): void {
  const { port } = http.address() as AddressInfo;
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const own = isEverywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const lines = [
    '',
    `  Scoreroom is ready${isProduction ? '' : ' (development)'}.`,
    '',
    `  On this machine   http://${own}:${port}`,
    ...(isEverywhere ? lanAddresses().map((ip) => `  In your network   http://${ip}:${port}`) : []),
    ...(publicUrl === null ? [] : [`  For everyone      ${publicUrl}`]),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
