import type { DatabaseSync } from 'node:sqlite';
import { assert } from '#lib/shared/assert.ts';
import { searchKey } from '../directory/search-key.ts';
import type { MarkRows } from './packed-rows.ts';
import type { ClientIdentity } from './room-storage.ts';
import { prepare } from './sqlite-statement.ts';

/** Clients whose rows are remembered: some ten megabytes. */
const MAX_KNOWN = 50_000;

/** The rows of a commit's clients. */
export interface ClientRows {
  /** Of the client at this place of the commit's marks. */
  at(index: number): number;
  /** Of this client, wherever it comes from. */
  of(clientId: string): number;
}

interface NewMark {
  readonly roomId: number;
  readonly clientId: string;
  readonly lastId: number;
  readonly seenAt: number;
}

export interface Clients {
  /** Writes the marks of a commit, and answers with the rows of its clients. */
  mark(roomId: number, marks: MarkRows, seenAt: number): ClientRows;
  /** To be called when anything was undone: a row that was never there leaves its number to another client. */
  forget(): void;
}

/**
 * Remembers the rows of clients, so that one that taps on is not looked up by its name each time. A row that was erased with
 * its room is no danger: its number is not given again, and a number that leads nowhere is asked for anew.
 */
export function prepareClients(db: DatabaseSync): Clients {
  const moveMark = prepare(
    db,
    'UPDATE clients SET last_id = max(last_id, ?), seen_at = ? WHERE id = ? AND room_id = ?',
  );
  const putClient = prepare<{ id: number }>(
    db,
    `INSERT INTO clients (room_id, client_id, last_id, seen_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (room_id, client_id) DO UPDATE SET last_id = max(last_id, excluded.last_id),
       seen_at = excluded.seen_at RETURNING id`,
  );
  const identifyClient = prepare(
    db,
    'UPDATE clients SET device = ?, device_name = ?, role = ?, label = ?, search_key = ? WHERE id = ?',
  );
  const known = new Map<string, number>();

  function mark({ roomId, clientId, lastId, seenAt }: NewMark): number {
    const key = `${roomId}/${clientId}`;
    const row = known.get(key);
    if (row !== undefined && moveMark.run(lastId, seenAt, row, roomId) === 1) return row;
    const client = putClient.get(roomId, clientId, lastId, seenAt)?.id;
    assert(client !== undefined, 'a client always gets its row');
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, client);
    return client;
  }

  function identify(client: number, { device, deviceName, role, label }: ClientIdentity): void {
    const key = searchKey(`${label ?? ''}\n${deviceName ?? ''}`);
    identifyClient.run(device, deviceName, role, label, key, client);
  }

  function markAll(roomId: number, marks: MarkRows, seenAt: number): ClientRows {
    const { clientIds, lastIds, identities } = marks;
    const rows = clientIds.map((clientId, index) =>
      mark({ roomId, clientId, lastId: lastIds[index] ?? 0, seenAt }),
    );
    const rowAt = (index: number): number => {
      const row = rows[index];
      assert(row !== undefined, 'a tap is of a client whose mark moves');
      return row;
    };
    for (const [index, identity] of identities) identify(rowAt(index), identity);
    let byId: Map<string, number> | null = null;
    return {
      at: rowAt,
      of(clientId) {
        byId ??= new Map(clientIds.map((id, index) => [id, rowAt(index)]));
        return byId.get(clientId) ?? mark({ roomId, clientId, lastId: 0, seenAt });
      },
    };
  }

  return { mark: markAll, forget: () => known.clear() };
}
