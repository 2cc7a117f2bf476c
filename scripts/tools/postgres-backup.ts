import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemClock } from '#lib/shared/clock.ts';
import { syncFile } from '#lib/server/storage/backup/backup-check.ts';
import { timeStamp } from '#lib/server/storage/backup/backup-files.ts';
import { placeOfDatabase } from '#lib/server/storage/postgres/database-url.ts';
import { reasonOf } from '#lib/server/storage/postgres/postgres-errors.ts';
import { MIGRATIONS } from '#lib/server/storage/postgres/postgres-migrations.ts';
import type { Ask } from '#lib/server/storage/postgres/postgres-pool.ts';
import { migrate } from '#lib/server/storage/postgres/postgres-schema.ts';
import { inOneTransaction } from '#lib/server/storage/postgres/postgres-start.ts';
import {
  contentsOf,
  majorOf,
  restoreDump,
  SCHEMA,
} from '#lib/server/storage/postgres/restore-dump.ts';
import { PostgresPrograms } from './postgres-programs.ts';

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
  const look = async (ask: Ask) => ({ contents: await contentsOf(ask), major: await majorOf(ask) });
  const { contents, major } = await inOneTransaction(url, look).catch((error: unknown) => {
    const place = placeOfDatabase(url);
    throw new Error(`${place} cannot be backed up (${reasonOf(error)}).`, { cause: error });
  });
  const programs = new PostgresPrograms(url, major);
  const unfinished = join(dirname(file), `.${basename(file)}.unfinished-${process.pid}`);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    // For its owner only, which it stays as it is written.
    closeSync(openSync(unfinished, 'wx', 0o600));
    const how = ['--format=custom', `--schema=${SCHEMA}`, `--file=${unfinished}`];
    await programs.runOnDatabase('pg_dump', how);
    if (!(await isOurs(programs, unfinished))) throw new Error('it holds no boards');
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
  const programs = new PostgresPrograms(url, await inOneTransaction(url, majorOf));
  const isBackup = await isOurs(programs, file).catch((error: unknown) => {
    throw new Error(`${file} cannot be read (${reasonOf(error)}). Nothing was changed.`);
  });
  if (!isBackup) throw new Error(`${file} is no backup of Scoreroom. Nothing was changed.`);
  const how = ['--single-transaction', '--exit-on-error', '--no-owner', '--no-privileges'];
  const letGo = holdSignals();
  try {
    return await restoreDump({
      url,
      now: systemClock.now(),
      read: async () => {
        await programs.runOnDatabase('pg_restore', [...how, `--schema=${SCHEMA}`, file]);
      },
      upgrade: () =>
        migrate({
          place: placeOfDatabase(url),
          migrations: MIGRATIONS,
          transaction: (run) => inOneTransaction(url, run),
        }),
    });
  } finally {
    letGo();
  }
}

async function isOurs(programs: PostgresPrograms, file: string): Promise<boolean> {
  const listed = await programs.run('pg_restore', ['--list', file]);
  return listed.includes(` TABLE ${SCHEMA} scoreroom_schema `);
}

/** What has begun is finished or undone: a signal ends the program that runs, and with that the restore. */
function holdSignals(): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const hold = () => undefined;
  for (const signal of signals) process.on(signal, hold);
  return () => {
    for (const signal of signals) process.off(signal, hold);
  };
}
