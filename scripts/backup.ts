import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readConfig } from '#lib/server/runtime/config.ts';
import { readRunFile, type RunFile } from '#lib/server/runtime/run-file.ts';
import { makeBackup, type BackupReport } from '#lib/server/storage/backup/backups.ts';
import { copyDatabase } from '#lib/server/storage/sqlite/sqlite-backup.ts';
import { backupDirectory } from '#lib/server/storage/backup/backup-files.ts';
import { MIGRATIONS } from '#lib/server/storage/sqlite/sqlite-migrations.ts';
import { openUnchanged } from '#lib/server/storage/sqlite/sqlite-open.ts';
import { counted, failCommand, sizeOf, timeOf } from './tools/one-line.ts';
import { makeDump } from './tools/postgres-backup.ts';

// npm run backup [-- FILE]: asks the server that runs on DATA_DIR, or copies the database itself where none does. With
// DATABASE_URL it has PostgreSQL's own program make the backup, whatever runs.

type Report = Pick<BackupReport, 'file' | 'bytes' | 'rooms' | 'events' | 'newestChangeAt'>;

const config = readConfig(process.env);
if (!config.ok) failCommand(config.error, 2);
const { dataDir, databaseUrl } = config.value;
const [named, ...rest] = process.argv.slice(2);
if (rest.length > 0 || named?.startsWith('-') === true) {
  failCommand('Usage: npm run backup [-- FILE]', 2);
}
const file = join(dataDir, 'scoreroom.db');
const to = named === undefined ? null : resolve(named);

const report = await backUp().catch(failCommand);
process.stdout.write(
  `Backed up ${counted(report.rooms, 'board')} with ${counted(report.events, 'score event')} to ` +
    `${report.file} (${sizeOf(report.bytes)}; last change: ${timeOf(report.newestChangeAt)}).\n`,
);

function backUp(): Promise<Report> {
  if (databaseUrl !== null) {
    return makeDump({ url: databaseUrl, to, directory: backupDirectory(file) });
  }
  const running = readRunFile(dataDir);
  return running === null ? copyAlone() : askServer(running);
}

async function askServer({ url, secret }: RunFile): Promise<Report> {
  const response = await fetch(`${url}/api/v1/admin/backups`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify(to === null ? {} : { file: to }),
  }).catch(() => null);
  // A process that got the number of a killed server, or a server that is just leaving: the file's lock tells them apart.
  if (response === null || response.status === 401) return copyAlone();
  const answer = (await response.json()) as Report & { readonly detail?: string };
  if (!response.ok) throw new Error(answer.detail ?? `The server answered ${response.status}.`);
  return answer;
}

async function copyAlone(): Promise<Report> {
  if (!existsSync(file)) throw new Error(`${file} is not there, so there is nothing to back up.`);
  using db = openUnchanged(file, MIGRATIONS);
  return await makeBackup({ file, to, now: Date.now(), copy: (path) => copyDatabase(db, path) });
}
