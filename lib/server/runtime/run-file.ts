import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What a command on this machine has to know of the server that runs on a data directory. */
export interface RunFile {
  /** Where it can be asked, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly pid: number;
  /** A bearer token for what only the machine's operator may ask for. */
  readonly secret: string;
}

const pathOf = (dataDir: string) => join(dataDir, 'running.json');

/** Says where the server is, to whoever may read the data directory's private files. */
export function writeRunFile(dataDir: string, http: Server, secret: string): void {
  const { address, port } = http.address() as AddressInfo;
  const content: RunFile = {
    url: `http://${reachable(address)}:${port}`,
    pid: process.pid,
    secret,
  };
  const path = pathOf(dataDir);
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(content), { mode: 0o600 });
  // One that a killed server left has its mode kept by `writeFileSync`.
  chmodSync(fresh, 0o600);
  renameSync(fresh, path);
}

/** Removes the run file, unless another server has written its own meanwhile. */
export function removeRunFile(dataDir: string): void {
  if (read(dataDir)?.pid === process.pid) rmSync(pathOf(dataDir), { force: true });
}

/** The server that runs on the data directory; null where none does, whatever a killed one left behind. */
export function readRunFile(dataDir: string): RunFile | null {
  const found = read(dataDir);
  return found !== null && isAlive(found.pid) ? found : null;
}

function read(dataDir: string): RunFile | null {
  try {
    const { url, pid, secret } = JSON.parse(
      readFileSync(pathOf(dataDir), 'utf8'),
    ) as Partial<RunFile>;
    if (typeof url !== 'string' || typeof pid !== 'number' || typeof secret !== 'string')
      return null;
    return { url, pid, secret };
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  // Whoever asks is no server: in a container a killed one and this command may both have been its first process.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error: unknown) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** An address to connect to: the one that stands for all cannot be on every system. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  if (address === '::') return '[::1]';
  return address.includes(':') ? `[${address}]` : address;
}
