import { execFile } from 'node:child_process';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { findPostgres } from '../../scripts/tools/find-program.ts';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';
import { unprivilegedUser } from './unprivileged-user.ts';

const POSTGRES_USER = 'scoreroom';
export const POSTGRES_PASSWORD = 'a-secret-of-tests';
/** Time for the connections of a test that failed to be thrown out of its database. */
const CONNECT_TIMEOUT_MS = 10_000;

/** A PostgreSQL of its own, with the durability that it has by default, in a temporary directory. */
export interface PostgresServer {
  readonly port: number;
  /** Where it keeps its data; removed with it. */
  readonly directory: string;
  /** Of one of its databases. */
  urlOf(database: string): string;
  /** See {@link createDatabase}. */
  createDatabase(name: string): Promise<string>;
  /** Another server that follows this one, and takes its place once it is promoted. */
  createStandby(): Promise<PostgresServer>;
  /** Starts it again after `stop` or `kill`. */
  start(): Promise<void>;
  /** Throws out whoever is connected, and ends in order. */
  stop(): Promise<void>;
  /** kill -9 of the server, whose other processes end by themselves; what was not durable is gone. */
  kill(): Promise<void>;
  /** Ends it and removes all of it. */
  remove(): Promise<void>;
}

/** Why there is none to be had; null where there is. */
export function whyNoPostgres(): string | null {
  return findPostgres('postgres') === null || findPostgres('initdb') === null
    ? 'PostgreSQL is not installed (npm run servers)'
    : null;
}

/** Makes a server with settings such as `fsync=on`, and starts it. */
export async function startPostgres(settings: readonly string[] = []): Promise<PostgresServer> {
  const directory = await createDirectory();
  const passwordFile = join(directory, 'password');
  await writeFile(passwordFile, POSTGRES_PASSWORD);
  if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
  const how = ['--no-sync', '--encoding=UTF8', '--locale=C', '--auth=scram-sha-256'];
  const who = [`--username=${POSTGRES_USER}`, `--pwfile=${passwordFile}`];
  await runProgram('initdb', ['-D', dataIn(directory), ...how, ...who], directory);
  return serve(directory, settings);
}

const user = unprivilegedUser() ?? undefined;
const dataIn = (directory: string) => join(directory, 'data');

async function createDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'scoreroom-postgres-'));
  if (user !== undefined) await chown(directory, user.uid, user.gid);
  return directory;
}

function programOf(name: string): string {
  const program = findPostgres(name);
  if (program === null) throw new Error(whyNoPostgres() ?? `${name} is not there`);
  return program;
}

async function runProgram(name: string, args: readonly string[], cwd: string): Promise<void> {
  await promisify(execFile)(programOf(name), [...args], { cwd, ...user });
}

async function serve(directory: string, settings: readonly string[]): Promise<PostgresServer> {
  const port = await freePort();
  const all = [`unix_socket_directories=${directory}`, 'listen_addresses=127.0.0.1', ...settings];
  const urlOf = (database: string) =>
    `postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@127.0.0.1:${port}/${database}`;
  const server = new ServerProcess({
    file: programOf('postgres'),
    args: [
      '-D',
      dataIn(directory),
      '-p',
      String(port),
      ...all.flatMap((setting) => ['-c', setting]),
    ],
    cwd: directory,
    user,
    probe: () => query(urlOf('postgres'), 'SELECT 1'),
  });
  await server.start();
  return {
    port,
    directory,
    urlOf,
    createDatabase: (name) => createDatabase(urlOf('postgres'), name),
    async createStandby() {
      const copy = await createDirectory();
      const how = ['--checkpoint=fast', '--write-recovery-conf', '--no-sync', '--no-password'];
      const from = `--dbname=${urlOf('postgres')}`;
      await runProgram('pg_basebackup', ['-D', dataIn(copy), ...how, from], copy);
      return serve(copy, settings);
    },
    start: () => server.start(),
    stop: () => server.signal('SIGINT'),
    kill: () => server.signal('SIGKILL'),
    async remove() {
      await server.signal('SIGINT');
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Makes a database beside the one of `url`, whose own order of texts is that of a language, and returns its URL. */
export async function createDatabase(url: string, name: string): Promise<string> {
  const locale = `TEMPLATE template0 LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en'`;
  await query(url, `CREATE DATABASE ${name} ${locale}`);
  const made = new URL(url);
  made.pathname = name;
  return made.href;
}

/** Removes a database beside the one of `url`, whoever is connected to it. */
export async function dropDatabase(url: string, name: string): Promise<void> {
  await query(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A server that goes away while nothing is asked says so this way.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}
