import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../scripts/tools/find-program.ts';
import { freePort } from './free-port.ts';
import { ServerProcess } from './server-process.ts';
import { unprivilegedUser } from './unprivileged-user.ts';

/** A PgBouncer that gives its clients a connection for one transaction at a time. */
export interface PgBouncer {
  /** Of the same database, through it. */
  readonly url: string;
  remove(): Promise<void>;
}

/** Null where PgBouncer is not installed. */
export async function startPgBouncer(url: string, connections: number): Promise<PgBouncer | null> {
  const file = findProgram('pgbouncer');
  if (file === null) return null;
  const { username, password, port: serverPort, pathname } = new URL(url);
  const directory = await mkdtemp(join(tmpdir(), 'scoreroom-pgbouncer-'));
  const port = await freePort();
  const config = join(directory, 'pgbouncer.ini');
  const server = `host=127.0.0.1 port=${serverPort} user=${username} password=${password}`;
  await writeFile(
    config,
    `[databases]
${pathname.slice(1)} = ${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${connections}
`,
  );
  const user = unprivilegedUser() ?? undefined;
  if (user !== undefined) {
    for (const path of [directory, config]) await chown(path, user.uid, user.gid);
  }
  const probe = async (): Promise<void> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect').finally(() => socket.destroy());
  };
  const process = new ServerProcess({ file, args: [config], cwd: directory, user, probe });
  await process.start();
  const through = new URL(url);
  through.port = String(port);
  return {
    url: through.href,
    async remove() {
      await process.signal('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}
