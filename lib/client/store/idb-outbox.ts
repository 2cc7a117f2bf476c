import type { PendingTap } from '#lib/board/rebase.ts';
import type { Clock } from '#lib/shared/clock.ts';
import { claim } from './claim.ts';
import { keysOf, OutboxDatabase, type ClientRow } from './outbox-database.ts';
import { numbered, type Appended, type Lane, type OpenLane, type Outbox } from './outbox.ts';
import type { TabToken } from './tab-token.ts';

export interface IdbOutboxOptions {
  readonly room: string;
  readonly clock: Clock;
  readonly newToken: () => string;
  readonly tabToken: TabToken;
}

/**
 * The outbox on IndexedDB.
 *
 * A tab holds its clientId by a lease, and leases can be wrong: clocks jump, tabs freeze. So the lease only avoids waste.
 * What keeps two tabs from using one id is the fence: each append checks, in the transaction that takes the ids, that this
 * tab still is the owner, and goes to a fresh clientId where it is not.
 */
export class IdbOutbox implements Outbox {
  readonly durable = true;
  readonly #options: IdbOutboxOptions;
  readonly #database: OutboxDatabase;
  readonly #owner: string;
  readonly #letGo: () => void;
  #clientId = '';
  #found: readonly Lane[] = [];
  /** What the server knows of clients, by id: see {@link Outbox.heard}. */
  readonly #heard = new Map<string, number>();
  #isClosed = false;

  private constructor(options: IdbOutboxOptions, database: OutboxDatabase) {
    this.#options = options;
    this.#database = database;
    this.#owner = options.newToken();
    this.#letGo = options.tabToken.hold(this.#owner);
  }

  static async open(options: IdbOutboxOptions): Promise<IdbOutbox> {
    const outbox = new IdbOutbox(options, await OutboxDatabase.open());
    try {
      await outbox.#claimOwn(options.tabToken.take());
    } catch (error: unknown) {
      await outbox.close();
      throw error;
    }
    return outbox;
  }

  get clientId(): string {
    return this.#clientId;
  }

  get found(): readonly Lane[] {
    return this.#found;
  }

  async append(taps: readonly PendingTap[]): Promise<Appended> {
    const { room } = this.#options;
    const row = await this.#database.transact('strict', async (stores) => {
      const held = await stores.clients.get([room, this.#clientId]);
      const client = held !== undefined && this.#mayAppend(held) ? held : this.#newClient();
      const { clientId } = client;
      await Promise.all([
        stores.clients.put({ ...client, nextId: client.nextId + taps.length }),
        ...numbered(taps, client.nextId).map((tap) => stores.taps.add({ room, clientId, ...tap })),
      ]);
      return client;
    });
    this.#clientId = row.clientId;
    return { clientId: row.clientId, firstId: row.nextId };
  }

  heard(clientId: string, lastId: number): void {
    this.#heard.set(clientId, lastId);
  }

  async remove(clientId: string, upTo: number): Promise<void> {
    const { room } = this.#options;
    const settled = IDBKeyRange.bound([room, clientId], [room, clientId, upTo]);
    await this.#database.transact('relaxed', ({ taps }) => taps.delete(settled));
  }

  async renumber(clientId: string, firstId: number): Promise<Lane | null> {
    const { room } = this.#options;
    const lane = await this.#database.transact('strict', async ({ clients, taps }) => {
      const held = await clients.get([room, clientId]);
      if (held?.owner !== this.#owner) return null;
      const rows = await taps.getAll(keysOf(room, clientId));
      const fresh = this.#newClient();
      const moved = numbered(
        rows.filter(({ id }) => id >= firstId),
        fresh.nextId,
      );
      await Promise.all([
        taps.delete(keysOf(room, clientId)),
        clients.delete([room, clientId]),
        clients.put({ ...fresh, nextId: fresh.nextId + moved.length }),
        ...moved.map((tap) => taps.add({ room, clientId: fresh.clientId, ...tap })),
      ]);
      return { clientId: fresh.clientId, taps: moved };
    });
    if (lane !== null && clientId === this.#clientId) this.#clientId = lane.clientId;
    return lane;
  }

  async keep(lanes: readonly OpenLane[]): Promise<void> {
    const { room, clock } = this.#options;
    await this.#database.transact('strict', async (stores) => {
      const holder = { room, owner: this.#owner, renewedAt: clock.now() };
      const writes = lanes.flatMap(({ clientId, nextId, taps }) => [
        stores.clients.put({ ...holder, clientId, nextId }),
        ...taps.map((tap) => stores.taps.put({ room, clientId, ...tap })),
      ]);
      await Promise.all<unknown>(writes);
    });
  }

  async renew(): Promise<readonly Lane[]> {
    const { clock, room } = this.#options;
    return this.#database.transact('relaxed', async (stores) => {
      const now = clock.now();
      const rows = await stores.clients.getAll(keysOf(room));
      const mine = rows.filter(({ owner }) => owner === this.#owner);
      await Promise.all(mine.map((row) => stores.clients.put({ ...row, renewedAt: now })));
      const { lanes } = await claim(stores, { room, owner: this.#owner, now, left: null });
      return lanes;
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#letGo();
    try {
      await this.#release();
    } catch {
      // The lease runs out by itself.
    }
    this.#database.close();
  }

  async #claimOwn(left: string | null): Promise<void> {
    const { clock, room } = this.#options;
    await this.#database.transact('relaxed', async (stores) => {
      const now = clock.now();
      const { lanes, spare } = await claim(stores, { room, owner: this.#owner, now, left });
      const client = spare ?? this.#newClient();
      if (lanes.length === 0)
        await stores.clients.put({ ...client, owner: this.#owner, renewedAt: now });
      this.#clientId = lanes[0]?.clientId ?? client.clientId;
      this.#found = lanes;
    });
  }

  /** Lets go of every client, and forgets those that were never used. */
  async #release(): Promise<void> {
    const { room } = this.#options;
    await this.#database.transact('relaxed', async ({ clients }) => {
      const rows = await clients.getAll(keysOf(room));
      for (const row of rows) {
        if (row.owner !== this.#owner) continue;
        if (row.nextId === 1) await clients.delete([room, row.clientId]);
        else await clients.put({ ...row, owner: null });
      }
    });
  }

  #mayAppend({ clientId, owner, nextId }: ClientRow): boolean {
    return owner === this.#owner && nextId > (this.#heard.get(clientId) ?? 0);
  }

  #newClient(): ClientRow {
    const { room, clock, newToken } = this.#options;
    return { room, clientId: newToken(), nextId: 1, owner: this.#owner, renewedAt: clock.now() };
  }
}
