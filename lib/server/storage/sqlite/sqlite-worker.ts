import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { assert, unreachable } from '#lib/shared/assert.ts';
import { troubleOf } from '../disk-trouble.ts';
import { copyDatabase } from './sqlite-backup.ts';
import type {
  Answers,
  Operation,
  ThreadMessage,
  ThreadRequest,
  ThreadSetup,
} from './sqlite-messages.ts';
import { pragmaNumber } from './sqlite-migrations.ts';
import { damagedDatabase, openDatabase } from './sqlite-open.ts';
import { prepareReads, type SqliteReads } from './sqlite-reads.ts';
import { prepareSql } from './sqlite-sql.ts';
import { prepareWrites, type WriteGroup } from './sqlite-writes.ts';
import { StorageStartError } from '../storage-errors.ts';

// The storage's thread: the only place that touches the database, so that the server's event loop never waits for
// the disk. What is thrown outside of an operation ends the thread, and its owner starts another.

assert(parentPort !== null, 'this module is the main module of a thread');
const port = parentPort;

/** All that is done in one go. */
type SyncOperation = Exclude<Operation, { readonly type: 'backup' }>;

const setup = workerData as ThreadSetup;
const { file } = setup;

/** Damage does not go away by itself, and each further write could make more of it. */
let isDamaged = false;

try {
  const { db, renewedRooms } = openDatabase(setup);
  serve(db, prepareOperations(db));
  say({ type: 'ready', renewedRooms });
} catch (error: unknown) {
  if (!(error instanceof StorageStartError)) throw error;
  const { problem, message, cause } = error;
  say({ type: 'refused', problem, message, trouble: troubleOf(cause, file) });
}

function serve(db: DatabaseSync, run: (operation: SyncOperation) => Answers[keyof Answers]): void {
  port.on('message', ({ id, operation }: ThreadRequest) => {
    if (operation.type === 'backup') {
      copyDatabase(db, operation.to).then(
        () => say({ type: 'answer', id, value: null }),
        // Its disk need not be the database's.
        (error: unknown) => say({ type: 'failure', id, message: reasonOf(error), trouble: null }),
      );
      return;
    }
    try {
      say({ type: 'answer', id, value: run(operation) });
    } catch (error: unknown) {
      const trouble = isDamaged ? 'damaged' : troubleOf(error, file);
      isDamaged = trouble === 'damaged';
      say({ type: 'failure', id, message: reasonOf(error), trouble });
      // The undo failed too: nobody knows what this connection holds.
      if (db.isTransaction) throw error;
    }
    if (operation.type === 'close') port.close();
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function prepareOperations(db: DatabaseSync): (operation: SyncOperation) => Answers[keyof Answers] {
  const { reads, writeGroup } = prepareStatements(db);
  const runStatement = prepareSql(db);
  let lastWriteFailed = false;

  function write(operation: Operation & { type: 'write' }): Answers['write'] {
    assertUndamaged();
    lastWriteFailed = true;
    const outcomes = writeGroup(operation.units);
    lastWriteFailed = false;
    return outcomes;
  }

  /** Reading is proof enough while writes succeed; after one failed, only a write shows that the disk is back. */
  function check(): null {
    assertUndamaged();
    const version = pragmaNumber(db, 'user_version');
    if (lastWriteFailed) {
      db.exec(`PRAGMA user_version = ${version}`);
      lastWriteFailed = false;
    }
    return null;
  }

  function assertUndamaged(): void {
    if (isDamaged) throw new Error('the database is damaged');
  }

  return (operation) => {
    switch (operation.type) {
      case 'write':
        return write(operation);
      case 'load':
        return reads.load(operation.code);
      case 'mark':
        return reads.loadMark(operation.roomId, operation.clientId);
      case 'outcomes':
        return reads.findOutcomes(operation.query);
      case 'event':
        return reads.findEvent(operation.roomId, operation.version);
      case 'last-tap':
        return reads.findLastTap(operation.query);
      case 'log':
        return reads.log(operation.query);
      case 'archives':
        return reads.archives(operation.roomId);
      case 'query':
        return runStatement(operation.statement);
      case 'scrub':
        // What is deleted is overwritten in the database; its log still has the pages as they were before.
        db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        return null;
      case 'check':
        return check();
      case 'close':
        db.close();
        return null;
      default:
        return unreachable(operation);
    }
  };
}

/** Statements that do not fit the schema mean that the file is ours by its label only. */
function prepareStatements(db: DatabaseSync): { reads: SqliteReads; writeGroup: WriteGroup } {
  try {
    return { reads: prepareReads(db), writeGroup: prepareWrites(db) };
  } catch (error: unknown) {
    db.close();
    throw damagedDatabase(file, error);
  }
}

function say(message: ThreadMessage): void {
  port.postMessage(message);
}
