import { join, resolve } from 'node:path';
import { readConfig } from '#lib/server/runtime/config.ts';
import { readRunFile } from '#lib/server/runtime/run-file.ts';
import { restoreBackup, type LostChanges } from '#lib/server/storage/backup/restore-backup.ts';
import { counted, failCommand, timeOf } from './tools/one-line.ts';
import { restoreFromDump } from './tools/postgres-backup.ts';

// npm run restore -- FILE: puts a backup in the place of the database in DATA_DIR, or of what is in that of DATABASE_URL. No
// server may run on it.

/** Rooms that are named one by one; a person reads no more. */
const NAMED_ROOMS = 20;

const config = readConfig(process.env);
if (!config.ok) failCommand(config.error, 2);
const { dataDir, databaseUrl } = config.value;
const [backup, ...rest] = process.argv.slice(2);
if (backup === undefined || rest.length > 0 || backup.startsWith('-')) {
  failCommand('Usage: npm run restore -- FILE', 2);
}

const report = await (
  databaseUrl === null
    ? restoreFile(resolve(backup))
    : restoreFromDump(databaseUrl, resolve(backup))
).catch(failCommand);
const { rooms, events, newestChangeAt, keptAside, lost } = report;
const lines = [
  `Restored ${counted(rooms, 'board')} with ${counted(events, 'score event')} from ${backup}; last change: ${timeOf(newestChangeAt)}.`,
  ...(keptAside === null ? [] : [`What was there before is in ${keptAside}.`]),
  ...lossLines(lost),
  'Pages that are open will show the restored boards by themselves once the server runs. Taps that wait on',
  'devices will count; taps that were acknowledged after the backup are gone.',
];
process.stdout.write(`${lines.join('\n')}\n`);

async function restoreFile(path: string) {
  const running = readRunFile(dataDir);
  if (running !== null) {
    throw new Error(
      `A Scoreroom runs on ${dataDir} (process ${running.pid}, ${running.url}). ` +
        'Stop it, then restore; nothing was changed.',
    );
  }
  return restoreBackup({ backup: path, file: join(dataDir, 'scoreroom.db'), now: Date.now() });
}

function lossLines(all: readonly LostChanges[] | null): string[] {
  if (all === null)
    return ['What was there before cannot be read, so what it had more is not known.'];
  if (all.length === 0) return ['It holds all that there was.'];
  const named = all.slice(0, NAMED_ROOMS).map(({ code, versions }) => {
    return versions === null
      ? `  ${code}: the board is not in the backup`
      : `  ${code}: ${counted(versions, 'change')} not in the backup`;
  });
  const more = all.length - named.length;
  return [
    `${counted(all.length, 'board')} had changes that the backup does not have:`,
    ...named,
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}
