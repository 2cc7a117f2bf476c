import type { DatabaseSync } from 'node:sqlite';
import { assert } from '#lib/shared/assert.ts';
import { searchKey } from '../../directory/search-key.ts';
import { expectOne, ImpossibleUnit } from './impossible-unit.ts';
import type { MarkRows } from '../packed-rows.ts';
import type { ClientIdentity } from '../room-storage.ts';
import { prepare } from './sqlite-statement.ts';

/** Clients that are remembered: some ten megabytes. */
const MAX_KNOWN = 50_000;
/**
 * The first tap in each block of so many ids of a client gets a verdict of its own, by which its chain of taps is entered
 * there: so no tap is farther from such an entrance than this.
 */
const BLOCK_IDS = 64;

/** A client's row, with what the transaction under way has made of it. */
interface Client {
  readonly row: number;
  lastId: number;
  /** The version of its last tap. */
  lastTap: number | null;
  /** The block of its last tap; NaN where that is not known, and the next tap is an entrance in any case. */
  block: number;
}

/** A tap's place among those of its client. */
export interface TapPlace {
  readonly client: number;
  /** The version of the client's tap before. */
  readonly previous: number | null;
  readonly isEntrance: boolean;
}

/** The clients of one commit. */
export interface CommitClients {
  /** Where the tap goes. Throws where its id has had a verdict. */
  placeTap(client: number, mutationId: number, version: number): TapPlace;
  /** The row of a client that has a new verdict. Throws where the id has had one before this commit. */
  rowOf(clientId: string, mutationId: number): number;
  /** The row of a client, wherever it comes from. */
  rowOfAny(clientId: string): number;
  /** Writes their marks. */
  close(): void;
}

export interface Clients {
  open(roomId: number, marks: MarkRows, seenAt: number): CommitClients;
  /** To be called when anything was undone: what is remembered may be what was never there. */
  forget(): void;
}

interface ClientRow {
  readonly id: number;
  readonly last_id: number;
  readonly last_tap: number | null;
}

/**
 * Remembers the clients that tap, so that none is looked up at each tap. This thread is the only one that writes to them; a
 * row that was erased with its room is no danger, since a room that is being erased takes no commit.
 */
export function prepareClients(db: DatabaseSync, maxKnown = MAX_KNOWN): Clients {
  const read = prepare<ClientRow>(
    db,
    'SELECT id, last_id, last_tap FROM clients WHERE room_id = ? AND client_id = ?',
  );
  const insert = prepare<{ id: number }>(
    db,
    'INSERT INTO clients (room_id, client_id, last_id, seen_at) VALUES (?, ?, 0, ?) RETURNING id',
  );
  const update = prepare(
    db,
    'UPDATE clients SET last_id = ?, last_tap = ?, seen_at = ? WHERE id = ?',
  );
  const identify = prepare(
    db,
    'UPDATE clients SET device = ?, device_name = ?, role = ?, label = ?, search_key = ? WHERE id = ?',
  );
  const known = new Map<string, Client>();

  function load(roomId: number, clientId: string, seenAt: number): Client {
    const found = read.get(roomId, clientId);
    if (found !== undefined) {
      return { row: found.id, lastId: found.last_id, lastTap: found.last_tap, block: NaN };
    }
    const row = insert.get(roomId, clientId, seenAt)?.id;
    assert(row !== undefined, 'a client always gets its row');
    return { row, lastId: 0, lastTap: null, block: NaN };
  }

  function clientOf(roomId: number, clientId: string, seenAt: number): Client {
    const key = `${roomId}/${clientId}`;
    let client = known.get(key);
    if (client === undefined) {
      client = load(roomId, clientId, seenAt);
      if (known.size >= maxKnown) known.clear();
      known.set(key, client);
    }
    return client;
  }

  function identifyAs(client: number, identity: ClientIdentity): void {
    const { device, deviceName, role, label } = identity;
    const key = searchKey(`${label ?? ''}\n${deviceName ?? ''}`);
    identify.run(device, deviceName, role, label, key, client);
  }

  function open(roomId: number, marks: MarkRows, seenAt: number): CommitClients {
    const { clientIds, lastIds, identities } = marks;
    const clients = clientIds.map((clientId) => clientOf(roomId, clientId, seenAt));
    const lastBefore = new Map(clients.map(({ row, lastId }) => [row, lastId]));
    // What is remembered may be let go of meanwhile: what this commit has made of a client is in these alone.
    const own = new Map(clientIds.map((clientId, index) => [clientId, clients[index]]));
    const find = (clientId: string) => own.get(clientId) ?? clientOf(roomId, clientId, seenAt);
    const clientAt = (index: number): Client => {
      const client = clients[index];
      assert(client !== undefined, 'whoever taps has a mark that moves');
      return client;
    };

    return {
      placeTap(index, mutationId, version) {
        const client = clientAt(index);
        if (mutationId <= client.lastId) throw alreadyDecided(mutationId);
        const { row, lastTap: previous } = client;
        const block = Math.floor(mutationId / BLOCK_IDS);
        const isEntrance = block !== client.block;
        client.lastId = mutationId;
        client.lastTap = version;
        client.block = block;
        return { client: row, previous, isEntrance };
      },
      rowOf(clientId, mutationId) {
        const { row, lastId } = find(clientId);
        if (mutationId <= (lastBefore.get(row) ?? lastId)) throw alreadyDecided(mutationId);
        return row;
      },
      rowOfAny: (clientId) => find(clientId).row,
      close() {
        for (const [index, client] of clients.entries()) {
          client.lastId = Math.max(client.lastId, lastIds[index] ?? 0);
          const updated = update.run(client.lastId, client.lastTap, seenAt, client.row);
          expectOne(updated, `client ${client.row}`);
        }
        for (const [index, identity] of identities) identifyAs(clientAt(index).row, identity);
      },
    };
  }

  return { open, forget: () => known.clear() };
}

function alreadyDecided(mutationId: number): ImpossibleUnit {
  return new ImpossibleUnit(`mutation ${mutationId} has had its verdict`);
}
