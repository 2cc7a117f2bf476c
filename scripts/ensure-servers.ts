import { findPostgres, findProgram } from './tools/find-program.ts';
import { installDebianPackages, isRootOnDebian } from './tools/debian-packages.ts';
import { runCommand } from './tools/run-command.ts';

interface Server {
  readonly name: string;
  /** What Debian calls it. What the package starts is left alone: tests have their own. */
  readonly package: string;
  readonly find: () => string | null;
}

const servers: readonly Server[] = [
  { name: 'PostgreSQL', package: 'postgresql', find: () => findPostgres('postgres') },
  { name: 'PgBouncer', package: 'pgbouncer', find: () => findProgram('pgbouncer') },
  { name: 'Redis', package: 'redis-server', find: () => findProgram('redis-server') },
];

/** Such as "PostgreSQL: /usr/lib/postgresql/15/bin/postgres (postgres (PostgreSQL) 15.18)". */
async function describeServer({ name, find }: Server): Promise<string> {
  const file = find();
  if (file === null) return `${name}: missing`;
  const { output } = await runCommand(file, ['--version'], { capture: true, timeoutMs: 10_000 });
  const [version = ''] = output.split('\n');
  return `${name}: ${file} (${version.trim()})`;
}

/** Finds the servers that tests need, and installs what is missing where it may. */
export async function ensureServers(): Promise<void> {
  const missing = servers.filter(({ find }) => find() === null);
  if (missing.length > 0) {
    console.log(`To be installed: ${missing.map(({ name }) => name).join(', ')}`);
    if (isRootOnDebian()) await installDebianPackages(missing.map((server) => server.package));
  }
  for (const server of servers) console.log(await describeServer(server));
}

if (import.meta.main) {
  await ensureServers();
  if (servers.some(({ find }) => find() === null)) process.exitCode = 1;
}
