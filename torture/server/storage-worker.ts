import { DatabaseSync, StatementSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';
import { Torment } from './kill-points.ts';

// The storage's thread with a disk that gets full on command, and two moments at which the process can die.

/** More pages than any disk has: SQLite's own limit. */
const ENDLESS = 4_294_967_294;

const { torment: shared } = workerData as { readonly torment: Torment['shared'] };
const torment = new Torment(shared);
const commits = new WeakSet<object>();
const begins = new WeakMap<object, DatabaseSync>();
let wasFull = false;

type Method = (...args: unknown[]) => unknown;

/** Puts another method in the place of one, which it is given to call. */
function wrap(prototype: object, name: string, around: (call: Method, on: object) => Method): void {
  const method = Reflect.get(prototype, name) as Method;
  Reflect.set(prototype, name, function wrapped(this: object, ...args: unknown[]) {
    return around((...given) => Reflect.apply(method, this, given), this)(...args);
  });
}

wrap(DatabaseSync.prototype, 'prepare', (prepare, db) => (sql, ...rest) => {
  const statement = prepare(sql, ...rest) as StatementSync;
  if (sql === 'COMMIT') commits.add(statement);
  if (String(sql).startsWith('BEGIN')) begins.set(statement, db as DatabaseSync);
  return statement;
});

wrap(StatementSync.prototype, 'run', (run, statement) => (...values) => {
  const db = begins.get(statement);
  if (db !== undefined) fillDisk(db);
  if (!commits.has(statement)) return run(...values);
  torment.pass('written');
  const result = run(...values);
  torment.pass('durable');
  return result;
});

/** SQLite itself says that the disk is full, where the database needs one page more than it may have. */
function fillDisk(db: DatabaseSync): void {
  const { isDiskFull } = torment;
  if (isDiskFull === wasFull) return;
  wasFull = isDiskFull;
  const pages = Number(Object.values(db.prepare('PRAGMA page_count').get() ?? {})[0]);
  db.exec(`PRAGMA max_page_count = ${isDiskFull ? pages : ENDLESS}`);
}

await import('#lib/server/storage/sqlite/sqlite-worker.ts');
