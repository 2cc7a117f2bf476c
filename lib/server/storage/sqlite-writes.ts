import type { DatabaseSync } from 'node:sqlite';
import type { BoardPlayer } from '#lib/board/board.ts';
import { assert, unreachable } from '#lib/shared/assert.ts';
import { headOf, type RoomChanges, type WriteOutcome, type WriteUnit } from './room-changes.ts';
import type { NewRoom } from './room-storage.ts';
import { primaryCode, SQLITE } from './sqlite-codes.ts';
import { prepare } from './sqlite-statement.ts';

/**
 * Writes a group of units as one transaction, and answers each in its place.
 *
 * A unit that cannot be is undone alone. Anything else that fails (disk full, I/O) undoes and throws for the group.
 */
export type WriteGroup = (units: readonly WriteUnit[]) => WriteOutcome[];

export function prepareWrites(db: DatabaseSync): WriteGroup {
  const begin = prepare(db, 'BEGIN IMMEDIATE');
  const commit = prepare(db, 'COMMIT');
  const rollback = prepare(db, 'ROLLBACK');
  const openUnit = prepare(db, 'SAVEPOINT unit');
  const closeUnit = prepare(db, 'RELEASE unit');
  const undoUnit = prepare(db, 'ROLLBACK TO unit');
  const rows = prepareRows(db);

  function writeUnit(unit: WriteUnit): WriteOutcome {
    openUnit.run();
    try {
      return rows(unit);
    } catch (error: unknown) {
      if (primaryCode(error) !== SQLITE.constraint) throw error;
      undoUnit.run();
      return { type: 'impossible', message: String(error) };
    } finally {
      // After a failure that ended the transaction there is no savepoint left.
      if (db.isTransaction) closeUnit.run();
    }
  }

  return (units) => {
    begin.run();
    try {
      const outcomes = units.map(writeUnit);
      commit.run();
      return outcomes;
    } catch (error: unknown) {
      // The connection lives on: it still knows where the log's last whole transaction ends, and the next one
      // overwrites what this one left there. A fresh connection would take half-synced frames for written ones.
      if (db.isTransaction) rollback.run();
      throw error;
    }
  };
}

function prepareRows(db: DatabaseSync): (unit: WriteUnit) => WriteOutcome {
  const insertRoom = prepare<{ id: number }>(
    db,
    `INSERT INTO rooms (code, name, epoch, version, generation, next_player_id, changed_at, host_key_hash,
       created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (code) DO NOTHING RETURNING id`,
  );
  const updateRoom = prepare(
    db,
    `UPDATE rooms SET name = ?, epoch = ?, version = ?, generation = ?, next_player_id = ?, changed_at = ?,
       updated_at = ? WHERE id = ? AND epoch = ? AND version = ?`,
  );
  const putPlayer = prepare(
    db,
    `INSERT INTO players (room_id, id, name, score, changed_at, named_at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (room_id, id) DO UPDATE SET name = excluded.name, score = excluded.score,
       changed_at = excluded.changed_at, named_at = excluded.named_at, removed_at = NULL`,
  );
  // A player that came and went within one commit has no row yet; its id must stay taken all the same.
  const removePlayer = prepare(
    db,
    `INSERT INTO players (room_id, id, name, score, changed_at, named_at, removed_at) VALUES (?, ?, '', 0, ?, ?, ?)
     ON CONFLICT (room_id, id) DO UPDATE SET removed_at = excluded.removed_at`,
  );
  const putClient = prepare<{ id: number }>(
    db,
    `INSERT INTO clients (room_id, client_id, last_id, seen_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (room_id, client_id) DO UPDATE SET last_id = max(last_id, excluded.last_id),
       seen_at = excluded.seen_at RETURNING id`,
  );
  const insertEvent = prepare(
    db,
    `INSERT INTO score_events (room_id, version, generation, player, delta, score, client, mutation_id, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertVerdict = prepare(
    db,
    'INSERT INTO verdicts (client, mutation_id, version, refusal) VALUES (?, ?, ?, ?)',
  );

  function writePlayers(roomId: number, players: Iterable<BoardPlayer>): void {
    for (const { id, name, score, changedAt, namedAt } of players) {
      putPlayer.run(roomId, id, name, score, changedAt, namedAt);
    }
  }

  function writeRemoved(roomId: number, removed: Iterable<readonly [number, number]>): void {
    for (const [id, at] of removed) removePlayer.run(roomId, id, at, at, at);
  }

  function createRoom({ board, hostKeyHash, createdAt }: NewRoom): WriteOutcome {
    const { name, epoch, version, generation, nextPlayerId, changedAt } = headOf(board);
    const head = [name, epoch, version, generation, nextPlayerId, changedAt];
    const row = insertRoom.get(board.code, ...head, hostKeyHash, createdAt, createdAt);
    if (row === undefined) return { type: 'code_taken' };
    writePlayers(row.id, board.players.values());
    writeRemoved(row.id, board.removed);
    return { type: 'created', roomId: row.id };
  }

  function commitRoom(changes: RoomChanges): WriteOutcome {
    const { roomId, expected, head, players, removed, events, refusals, marks, at } = changes;
    const { name, epoch, version, generation, nextPlayerId, changedAt } = head;
    const row = [name, epoch, version, generation, nextPlayerId, changedAt, at];
    const updated = updateRoom.run(...row, roomId, expected.epoch, expected.version);
    if (updated !== 1) return { type: 'conflict' };

    writePlayers(roomId, players);
    writeRemoved(roomId, removed);
    const clients = new Map<string, number>();
    const mark = (clientId: string, lastId: number): number => {
      const client = putClient.get(roomId, clientId, lastId, at)?.id;
      assert(client !== undefined, 'a client always gets its row');
      clients.set(clientId, client);
      return client;
    };
    const clientOf = (clientId: string): number => clients.get(clientId) ?? mark(clientId, 0);
    for (const { clientId, id } of marks) mark(clientId, id);
    for (const { version: made, generation: of, player, delta, score, by, at: when } of events) {
      const client = by === null ? null : clientOf(by.clientId);
      insertEvent.run(roomId, made, of, player, delta, score, client, by?.id ?? null, when);
      if (by !== null) insertVerdict.run(client, by.id, made, null);
    }
    for (const { by, kind } of refusals) {
      insertVerdict.run(clientOf(by.clientId), by.id, null, kind);
    }
    return { type: 'committed' };
  }

  return (unit) => {
    switch (unit.type) {
      case 'create':
        return createRoom(unit.room);
      case 'commit':
        return commitRoom(unit.changes);
      default:
        return unreachable(unit);
    }
  };
}
