import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemClock } from '#lib/shared/clock.ts';
import { syncFile } from '#lib/server/storage/backup-check.ts';
import { timeStamp } from '#lib/server/storage/backup-files.ts';
import { placeOfDatabase } from '#lib/server/storage/postgres/database-url.ts';
import { reasonOf } from '#lib/server/storage/postgres/postgres-errors.ts';
import { MIGRATIONS } from '#lib/server/storage/postgres/postgres-migrations.ts';
import { inOneTransaction, prepareDatabase } from '#lib/server/storage/postgres/postgres-start.ts';
import { contentsOf, restoreDump, SCHEMA } from '#lib/server/storage/postgres/restore-dump.ts';
import { silentLog } from '#lib/server/storage/storage-log.ts';
import { findPostgres } from './find-program.ts';
import { runCommand } from './run-command.ts';

export interface DumpRequest {
  readonly url: string;
  /** Where it is to be; null for a name by the time in `directory`. */
  readonly to: string | null;
  readonly directory: string;
}

/** Makes a backup of a PostgreSQL database by its own means. A file of its name is a whole one. */
export async function makeDump({ url, to, directory }: DumpRequest) {
  const file = to ?? join(directory, `scoreroom-${timeStamp(systemClock.now())}.dump`);
  if (existsSync(file)) {
    throw new Error(`${file} is there already. Name another file, or move that one away.`);
  }
  const contents = await inOneTransaction(url, contentsOf).catch((error: unknown) => {
    const place = placeOfDatabase(url);
    throw new Error(`${place} cannot be backed up (${reasonOf(error)}).`, { cause: error });
  });
  const unfinished = join(dirname(file), `.${basename(file)}.unfinished-${process.pid}`);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    await runOn(url, 'pg_dump', ['--format=custom', `--schema=${SCHEMA}`, `--file=${unfinished}`]);
    syncFile(unfinished);
    renameSync(unfinished, file);
    syncFile(dirname(file));
    return { file, bytes: statSync(file).size, ...contents };
  } catch (error: unknown) {
    rmSync(unfinished, { force: true });
    const message = `${file} could not be written (${reasonOf(error)}). There is no new backup.`;
    throw new Error(message, { cause: error });
  }
}

/** Puts a backup in the place of what is in the database. */
export async function restoreFromDump(url: string, file: string) {
  const listed = await run('pg_restore', ['--list', file]).catch((error: unknown) => {
    throw new Error(`${file} cannot be read (${reasonOf(error)}). Nothing was changed.`);
  });
  if (!listed.includes(` TABLE ${SCHEMA} scoreroom_schema `)) {
    throw new Error(`${file} is no backup of Scoreroom. Nothing was changed.`);
  }
  const how = ['--single-transaction', '--exit-on-error', '--no-owner', '--no-privileges'];
  return restoreDump({
    url,
    now: systemClock.now(),
    read: async () => {
      await runOn(url, 'pg_restore', [...how, `--schema=${SCHEMA}`, file]);
    },
    upgrade: () =>
      prepareDatabase({ url, migrations: MIGRATIONS, clock: systemClock, log: silentLog }),
  });
}

/** The password goes by the environment: everybody on a machine can read the arguments of a process. */
function runOn(url: string, name: string, args: readonly string[]): Promise<string> {
  const place = new URL(url);
  const PGPASSWORD = decodeURIComponent(place.password);
  place.password = '';
  const env = PGPASSWORD === '' ? {} : { PGPASSWORD };
  return run(name, [...args, `--dbname=${place.href}`], env);
}

/** What it prints. */
async function run(name: string, args: readonly string[], env = {}): Promise<string> {
  const program = findPostgres(name);
  if (program === null) {
    throw new Error(`${name} is not installed: it comes with PostgreSQL's client programs`);
  }
  const { code, output } = await runCommand(program, args, { capture: true, env });
  if (code !== 0) throw new Error(output.trim().split('\n')[0]);
  return output;
}
