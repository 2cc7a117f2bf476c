import type { DatabaseSync } from 'node:sqlite';
import type { Board } from '#lib/board/board.ts';
import { MIGRATIONS } from '#lib/server/storage/sqlite/sqlite-migrations.ts';
import { openDatabase } from '#lib/server/storage/sqlite/sqlite-open.ts';
import { openSqliteStorage } from '#lib/server/storage/sqlite/sqlite-storage.ts';
import type { RoomCommit } from '#lib/server/storage/room-storage.ts';
import {
  clientId,
  commitOf,
  createRoom,
  tap,
  testBoard,
} from '#lib/server/storage/testing/storage-test-kit.ts';

const MAX_ROWS = 20_000;
const MAX_TRANSACTIONS = 1_000;
const PLAYERS = 30;
/** Any moment. */
const AT = 1_790_000_000_000;

const BARE_TABLE = `
  CREATE TABLE taps (
    version INTEGER PRIMARY KEY,
    player INTEGER NOT NULL,
    delta INTEGER NOT NULL,
    score INTEGER NOT NULL,
    client INTEGER NOT NULL,
    mutation_id INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT`;

/** The least that keeps a tap: one row for each, so many in a transaction, on this thread, with the storage's own pragmas. */
export function bareRowsPerSec(file: string, batch: number): number {
  const migrations = [{ version: 1, sql: BARE_TABLE }];
  const { db } = openDatabase({ file, migrations, now: AT });
  try {
    const insert = db.prepare('INSERT INTO taps VALUES (?, ?, 1, ?, ?, ?, ?)');
    return transactions(db, batch, (made) => {
      for (let row = 1; row <= batch; row += 1) {
        insert.run(made * batch + row, (row % PLAYERS) + 1, made, row, made + 1, AT);
      }
    });
  } finally {
    db.close();
  }
}

/** The least that keeps all that the storage keeps, in the same tables: event, client, player and room. */
export function sameRowsPerSec(file: string, batch: number): number {
  const { db } = openDatabase({ file, migrations: MIGRATIONS, now: AT });
  try {
    db.exec(`INSERT INTO rooms (id, code, name, name_key, settings, player_count, epoch, version, generation, next_player_id,
      changed_at, created_at, updated_at) VALUES (1, 'BENCH2', 'Bench', 'bench', '{}', ${PLAYERS}, 1, 1, 1, 99, 1, 1, 1)`);
    const player = db.prepare(
      `INSERT INTO players (room_id, id, name, score, position, colour, shape, changed_at, profiled_at)
       VALUES (1, ?, ?, 0, ?, 1, 1, 1, 1)`,
    );
    for (let id = 1; id <= PLAYERS; id += 1) player.run(id, `Player ${id}`, id);
    const known = db.prepare(
      `INSERT INTO clients (id, room_id, client_id, last_id, seen_at) VALUES (?, 1, ?, 0, 1)`,
    );
    for (let row = 1; row <= batch; row += 1) known.run(row, clientId(row));
    const client = db.prepare(
      'UPDATE clients SET last_id = ?, last_tap = ?, seen_at = ? WHERE id = ?',
    );
    const event =
      db.prepare(`INSERT INTO score_events (room_id, version, generation, kind, player, delta, score, client,
      mutation_id, previous, at) VALUES (1, ?, 1, 'tap', ?, 1, ?, ?, ?, ?, ?)`);
    const score = db.prepare(
      'UPDATE players SET score = ?, changed_at = ?, scored_at = ? WHERE room_id = 1 AND id = ?',
    );
    const room = db.prepare('UPDATE rooms SET version = ?, updated_at = ? WHERE id = 1');
    return transactions(db, batch, (made) => {
      const last = (made + 1) * batch + 1;
      room.run(last, AT);
      for (let id = 1; id <= Math.min(batch, PLAYERS); id += 1) score.run(made, last, last, id);
      for (let row = 1; row <= batch; row += 1) {
        const version = made * batch + row + 1;
        client.run(made + 1, version, AT, row);
        event.run(version, (row % PLAYERS) + 1, made, row, made + 1, version - batch, AT);
      }
    });
  } finally {
    db.close();
  }
}

/** Rows per second of as many transactions as `write` is called, with the number of each from 0. */
function transactions(db: DatabaseSync, batch: number, write: (made: number) => void): number {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const count = transactionsOf(batch);
  const startedAt = performance.now();
  for (let made = 0; made < count; made += 1) {
    begin.run();
    write(made);
    commit.run();
  }
  return perSec(count * batch, startedAt);
}

/**
 * Taps through the storage's port, each with its event, its verdict, its client's mark and the player's score: so many in a
 * commit, each of another client, and the next commit when the last one is durable, as a room does it.
 */
export async function durableTapsPerSec(file: string, batch: number): Promise<number> {
  const storage = await openSqliteStorage({ file });
  try {
    const names = Array.from({ length: PLAYERS }, (_, index) => `Player ${index + 1}`);
    const board = testBoard('BENCH2', names);
    const roomId = await createRoom(storage.rooms, board);
    const commits = commitsOf(roomId, board, batch);
    const startedAt = performance.now();
    for (const commit of commits) {
      const result = await storage.rooms.commit(commit);
      if (result !== 'committed') throw new Error('A commit met another version than its own.');
    }
    return perSec(commits.length * batch, startedAt);
  } finally {
    await storage.close();
  }
}

/** Made beforehand: what making them costs is the room's affair and not the disk's. */
function commitsOf(roomId: number, first: Board, batch: number): RoomCommit[] {
  const commits: RoomCommit[] = [];
  let board = first;
  for (let made = 1; made <= transactionsOf(batch); made += 1) {
    const taps = Array.from({ length: batch }, (_, index) =>
      tap((index % PLAYERS) + 1, 1, { clientId: clientId(index), id: made }),
    );
    const commit = commitOf(roomId, board, taps);
    commits.push(commit);
    board = commit.after;
  }
  return commits;
}

function transactionsOf(batch: number): number {
  return Math.max(1, Math.min(MAX_TRANSACTIONS, Math.floor(MAX_ROWS / batch)));
}

function perSec(count: number, startedAt: number): number {
  return Math.round(count / ((performance.now() - startedAt) / 1000));
}
