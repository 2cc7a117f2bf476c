import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { BoardPlayer, RemovedPlayer } from '#lib/board/board.ts';
import { unreachable } from '#lib/shared/assert.ts';
import { searchKey } from '../../directory/search-key.ts';
import {
  headOf,
  profileOf,
  type RoomChanges,
  type RoomHead,
  type RoomProfile,
  type WriteOutcome,
  type WriteUnit,
} from '../room-changes.ts';
import { expectOne, ImpossibleUnit } from './impossible-unit.ts';
import { scoresOf, tapsOf } from '../packed-rows.ts';
import type { NewRoom } from '../room-storage.ts';
import { prepareClients, type Clients } from './sqlite-clients.ts';
import { primaryCode, SQLITE } from './sqlite-codes.ts';
import { prepareSql } from './sqlite-sql.ts';
import { prepare } from './sqlite-statement.ts';

/** What the link that a room is made with is called. */
const HOST_KEY_LABEL = 'Host key';

/**
 * Writes a group of units as one transaction, and answers each in its place.
 *
 * A unit that cannot be is undone alone. Anything else that fails (disk full, I/O) undoes and throws for the group.
 */
export type WriteGroup = (units: readonly WriteUnit[]) => WriteOutcome[];

/** @param maxKnownClients how many clients are remembered, for tests of forgetting them */
export function prepareWrites(db: DatabaseSync, maxKnownClients?: number): WriteGroup {
  const begin = prepare(db, 'BEGIN IMMEDIATE');
  const commit = prepare(db, 'COMMIT');
  const rollback = prepare(db, 'ROLLBACK');
  const openUnit = prepare(db, 'SAVEPOINT unit');
  const closeUnit = prepare(db, 'RELEASE unit');
  const undoUnit = prepare(db, 'ROLLBACK TO unit');
  const clients = prepareClients(db, maxKnownClients);
  const rows = prepareRows(db, clients);

  function writeUnit(unit: WriteUnit): WriteOutcome {
    openUnit.run();
    try {
      return rows(unit);
    } catch (error: unknown) {
      const isImpossible =
        error instanceof ImpossibleUnit || primaryCode(error) === SQLITE.constraint;
      if (!isImpossible) throw error;
      undoUnit.run();
      clients.forget();
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
      clients.forget();
      throw error;
    }
  };
}

function prepareRows(db: DatabaseSync, clients: Clients): (unit: WriteUnit) => WriteOutcome {
  const createRoom = prepareCreate(db);
  const commitRoom = prepareCommit(db, clients);
  const runStatement = prepareSql(db);
  return (unit) => {
    switch (unit.type) {
      case 'create':
        return createRoom(unit.room);
      case 'commit':
        return commitRoom(unit.changes);
      case 'sql':
        return { type: 'answers', answers: unit.statements.map(runStatement) };
      default:
        return unreachable(unit);
    }
  };
}

function prepareCreate(db: DatabaseSync): (room: NewRoom) => WriteOutcome {
  const insertRoom = prepare<{ id: number }>(
    db,
    `INSERT INTO rooms (code, name, name_key, settings, player_count, epoch, version, generation, next_player_id,
       changed_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (code) DO NOTHING RETURNING id`,
  );
  const insertLink = prepare(
    db,
    `INSERT INTO links (room_id, role, label, key_hash, created_at) VALUES (?, 'host', ?, ?, ?)`,
  );
  const players = preparePlayers(db);

  return ({ board, hostKeyHash, createdAt }) => {
    const profile = profileValues(profileOf(board));
    const values = [...profile, ...headValues(headOf(board)), createdAt, createdAt];
    const row = insertRoom.get(board.code, ...values);
    if (row === undefined) return { type: 'code_taken' };
    insertLink.run(row.id, HOST_KEY_LABEL, hostKeyHash, createdAt);
    for (const player of board.players.values()) players.put(row.id, player);
    for (const removed of board.removed.values()) players.remove(row.id, removed);
    return { type: 'created', roomId: row.id };
  };
}

function prepareCommit(db: DatabaseSync, clients: Clients): (changes: RoomChanges) => WriteOutcome {
  const updateRoom = prepare(
    db,
    `UPDATE rooms SET epoch = ?, version = ?, generation = ?, next_player_id = ?, changed_at = ?, updated_at = ?
     WHERE id = ? AND epoch = ? AND version = ? AND erased_at IS NULL`,
  );
  // By itself, because every index over one of these would be written with each tap.
  const updateProfile = prepare(
    db,
    'UPDATE rooms SET name = ?, name_key = ?, settings = ?, player_count = ? WHERE id = ?',
  );
  const updateScore = prepare(
    db,
    'UPDATE players SET score = ?2, changed_at = ?3, scored_at = ?4 WHERE room_id = ?1 AND id = ?5',
  );
  const players = preparePlayers(db);
  const writeEvents = prepareEvents(db, clients);
  const insertArchive = prepare(
    db,
    'INSERT INTO archives (room_id, generation, ended_at, version, players) VALUES (?, ?, ?, ?, ?)',
  );

  return (changes) => {
    const { roomId, expected, head, profile, scores, removed, archives, at } = changes;
    const row = [...headValues(head), at, roomId, expected.epoch, expected.version];
    if (updateRoom.run(...row) !== 1) return { type: 'conflict' };
    if (profile !== null) updateProfile.run(...profileValues(profile), roomId);
    for (const values of scoresOf(scores)) {
      expectOne(updateScore.run(roomId, ...values), `player ${values.at(-1)}`);
    }
    for (const player of changes.players) players.put(roomId, player);
    for (const gone of removed) players.remove(roomId, gone);
    writeEvents(changes);
    for (const { generation, endedAt, version, players: scored } of archives) {
      insertArchive.run(roomId, generation, endedAt, version, JSON.stringify(scored));
    }
    return { type: 'committed' };
  };
}

function preparePlayers(db: DatabaseSync): {
  put(roomId: number, player: BoardPlayer): void;
  remove(roomId: number, removed: RemovedPlayer): void;
} {
  const putPlayer = prepare(
    db,
    `INSERT INTO players (room_id, id, name, score, position, colour, shape, claimed_by, claim_blocked, changed_at,
       scored_at, profiled_at, removed_at, merged_into, merged_score)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (room_id, id) DO UPDATE SET name = excluded.name, score = excluded.score,
       position = excluded.position, colour = excluded.colour, shape = excluded.shape,
       claimed_by = excluded.claimed_by, claim_blocked = excluded.claim_blocked, changed_at = excluded.changed_at,
       scored_at = excluded.scored_at, profiled_at = excluded.profiled_at, removed_at = excluded.removed_at,
       merged_into = excluded.merged_into, merged_score = excluded.merged_score`,
  );
  const valuesOf = (player: BoardPlayer): SQLInputValue[] => {
    const { id, name, score, position, colour, shape, claimedBy, isClaimBlocked } = player;
    const { changedAt, scoredAt, profiledAt } = player;
    const claim = [claimedBy, isClaimBlocked ? 1 : 0];
    return [id, name, score, position, colour, shape, ...claim, changedAt, scoredAt, profiledAt];
  };
  return {
    put: (roomId, player) => void putPlayer.run(roomId, ...valuesOf(player), null, null, null),
    remove(roomId, { player, removedAt, merged }) {
      const values = [removedAt, merged?.into ?? null, merged?.score ?? null];
      putPlayer.run(roomId, ...valuesOf(player), ...values);
    },
  };
}

/** What was asked for and what became of it: clients, events and verdicts. */
function prepareEvents(
  db: DatabaseSync,
  clients: Pick<Clients, 'open'>,
): (changes: RoomChanges) => void {
  const insertTap = prepare(
    db,
    `INSERT INTO score_events (room_id, client, previous, mutation_id, version, generation, player, delta, score, at, kind)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'tap')`,
  );
  const insertEvent = prepare(
    db,
    `INSERT INTO score_events (room_id, version, generation, kind, player, delta, score, client, mutation_id, at,
       about, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const undoEvent = prepare(
    db,
    'UPDATE score_events SET undone_by = ? WHERE room_id = ? AND version = ?',
  );
  const insertVerdict = prepare(
    db,
    'INSERT INTO verdicts (client, mutation_id, version, refusal) VALUES (?, ?, ?, ?)',
  );

  return ({ roomId, events, undone, refusals, acts, marks, at: seenAt }) => {
    const those = clients.open(roomId, marks, seenAt);
    for (const [index = NaN, id = NaN, version = NaN, ...what] of tapsOf(events)) {
      const { client, previous, isEntrance } = those.placeTap(index, id, version);
      insertTap.run(roomId, client, previous, id, version, ...what);
      if (isEntrance) insertVerdict.run(client, id, version, null);
    }
    for (const { by, kind, ...event } of events.others) {
      const { version, generation, player, delta, score, at, about, reason } = event;
      const client = by === null ? null : those.rowOfAny(by.clientId);
      const what = [version, generation, kind, player, delta, score];
      insertEvent.run(roomId, ...what, client, by?.id ?? null, at, about, reason);
    }
    for (const { event, by } of undone) {
      expectOne(undoEvent.run(by, roomId, event), `event ${event}`);
    }
    for (const { by, version } of acts) {
      insertVerdict.run(those.rowOf(by.clientId, by.id), by.id, version, null);
    }
    for (const { by, kind } of refusals) {
      insertVerdict.run(those.rowOf(by.clientId, by.id), by.id, null, kind);
    }
    those.close();
  };
}

function headValues(head: RoomHead): SQLInputValue[] {
  const { epoch, version, generation, nextPlayerId, changedAt } = head;
  return [epoch, version, generation, nextPlayerId, changedAt];
}

function profileValues({ name, settings, playerCount }: RoomProfile): SQLInputValue[] {
  return [name, searchKey(name), JSON.stringify(settings), playerCount];
}
