import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { SavedTap } from './outbox.ts';

/** One identity towards the server, and the tab that may append under it. */
export interface ClientRow {
  readonly room: string;
  readonly clientId: string;
  readonly nextId: number;
  /** The token of the tab that holds it; null once that tab has let go. */
  readonly owner: string | null;
  /** When the owner last said that it lives, by the wall clock. */
  readonly renewedAt: number;
}

export interface TapRow extends SavedTap {
  readonly room: string;
  readonly clientId: string;
}

interface Schema extends DBSchema {
  clients: { key: [room: string, clientId: string]; value: ClientRow };
  taps: { key: [room: string, clientId: string, id: number]; value: TapRow };
}

type Database = IDBPDatabase<Schema>;

const STORES = ['clients', 'taps'] as const;

/** The two object stores within one transaction. Await nothing but their own promises: the transaction ends otherwise. */
export function storesOf(database: Database, durability: IDBTransactionDurability) {
  const transaction = database.transaction(STORES, 'readwrite', { durability });
  return {
    transaction,
    clients: transaction.objectStore('clients'),
    taps: transaction.objectStore('taps'),
  };
}

export type Stores = ReturnType<typeof storesOf>;

export class OutboxDatabase {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(): Promise<OutboxDatabase> {
    const database: Database = await openDB<Schema>('scoreroom', 1, {
      upgrade(fresh) {
        fresh.createObjectStore('clients', { keyPath: ['room', 'clientId'] });
        fresh.createObjectStore('taps', { keyPath: ['room', 'clientId', 'id'] });
      },
      // A page of a later version must not wait for this one, whose outbox goes on in memory.
      blocking: () => database.close(),
    });
    return new OutboxDatabase(database);
  }

  /** Runs `work` in one transaction, all of it or nothing. `strict` is on the disk once this resolves. */
  async transact<T>(
    durability: 'strict' | 'relaxed',
    work: (stores: Stores) => Promise<T>,
  ): Promise<T> {
    const stores = storesOf(this.#database, durability);
    const { transaction } = stores;
    const [result] = await Promise.all([
      work(stores).catch((error: unknown) => {
        abort(transaction);
        throw error;
      }),
      transaction.done,
    ]);
    return result;
  }

  close(): void {
    this.#database.close();
  }
}

function abort(transaction: Stores['transaction']): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself.
  }
}

/** The keys of everything in a room, or of one client's taps there, up to an id. */
export function keysOf(...prefix: readonly (string | number)[]): IDBKeyRange {
  // An array sorts after every number and text, so this is the end of all keys that start like the prefix.
  return IDBKeyRange.bound([...prefix], [...prefix, []]);
}
