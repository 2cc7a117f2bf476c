import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#lib/shared/clock.ts';
import { readConfig } from '#lib/server/runtime/config.ts';
import { readRunFile } from '#lib/server/runtime/run-file.ts';
import { copyFromSqlite } from '#lib/server/storage/postgres/copy-from-sqlite.ts';
import { placeOfDatabase } from '#lib/server/storage/postgres/database-url.ts';
import { MIGRATIONS as POSTGRES_MIGRATIONS } from '#lib/server/storage/postgres/postgres-migrations.ts';
import { inOneTransaction, prepareDatabase } from '#lib/server/storage/postgres/postgres-start.ts';
import { MIGRATIONS } from '#lib/server/storage/sqlite/sqlite-migrations.ts';
import { openDatabase } from '#lib/server/storage/sqlite/sqlite-open.ts';
import { counted, failCommand } from './tools/one-line.ts';

// npm run migrate-to-postgres: copies what the server kept in DATA_DIR into the empty PostgreSQL database of DATABASE_URL.
// The server must not run. What is in DATA_DIR stays as it is.

const config = readConfig(process.env);
if (!config.ok) failCommand(config.error, 2);
const { dataDir, databaseUrl } = config.value;
if (process.argv.length > 2) failCommand('Usage: npm run migrate-to-postgres', 2);
if (databaseUrl === null) failCommand('Set DATABASE_URL to the database to copy to.', 2);

const running = readRunFile(dataDir);
if (running !== null) {
  failCommand(
    `A Scoreroom runs on ${dataDir} (process ${running.pid}, ${running.url}). ` +
      'Stop it, then migrate; nothing was changed.',
  );
}
const file = join(dataDir, 'scoreroom.db');
if (!existsSync(file)) failCommand(`${file} is not there, so there is nothing to copy.`);

const report = await migrateAll(databaseUrl).catch(failCommand);
const rowsOf = (name: string) => report.tables.find((table) => table.name === name)?.rows ?? 0;
const all = report.tables.reduce((sum, { rows }) => sum + rows, 0);
process.stdout.write(
  `Copied ${counted(rowsOf('rooms'), 'board')} with ${counted(rowsOf('score_events'), 'score event')} ` +
    `(${counted(all, 'row')}) from ${file} to ${placeOfDatabase(databaseUrl)}, and compared every row.\n` +
    'Start the server with DATABASE_URL from now on. What is in DATA_DIR stays as it is; keep it until you have a backup.\n',
);

async function migrateAll(url: string) {
  const now = systemClock.now();
  // It owns the file as a server would, so that none can start meanwhile, and brings it to the newest version.
  using db = openDatabase({ file, migrations: MIGRATIONS, mayCreate: false, now }).db;
  const log = {
    error: () => undefined,
    warn: ({ reason }: { readonly reason?: string }, message: string) =>
      void process.stderr.write(`${message} (${reason ?? ''}); trying again.\n`),
  };
  await prepareDatabase({ url, migrations: POSTGRES_MIGRATIONS, clock: systemClock, log });
  return await inOneTransaction(url, (ask) => copyFromSqlite(db, ask));
}
