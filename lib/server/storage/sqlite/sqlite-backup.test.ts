import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { tempDirectory } from '../testing/temp-directory.ts';
import { copyDatabase } from './sqlite-backup.ts';

it('[SQ19] a copy that begins while something is written waits for its end', async () => {
  await using directory = await tempDirectory();
  using db = new DatabaseSync(join(directory.path, 'busy.db'));
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE numbers (number INTEGER) STRICT');
  const insert = db.prepare('INSERT INTO numbers VALUES (?)');
  const copy = join(directory.path, 'copy.db');

  db.exec('BEGIN IMMEDIATE');
  let isOver = false;
  const copied = copyDatabase(db, copy).finally(() => (isOver = true));
  // Long enough for it to begin, and to be turned away.
  for (let turn = 0; turn < 200; turn += 1) {
    insert.run(turn);
    await setImmediate();
  }
  expect(isOver).toBe(false);
  db.exec('COMMIT');
  await copied;

  using read = new DatabaseSync(copy, { readOnly: true });
  expect(read.prepare('SELECT count(*) AS count FROM numbers').get()).toEqual({ count: 200 });
});
