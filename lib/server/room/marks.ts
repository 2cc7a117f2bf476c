import type { Actor } from '#lib/board/actor.ts';

/** Clients whose high-water marks a room remembers; the storage knows them all. */
const MAX_MARKS = 20_000;

interface Entry {
  id: number;
  /** Who the client is, as the storage was told last in this room's life. */
  actor: Actor | null;
}

export interface MarksOptions {
  readonly load: (clientId: string) => Promise<number>;
  readonly loadMany: (clientIds: readonly string[]) => Promise<ReadonlyMap<string, number>>;
  /** While it says so nothing is forgotten: a batch counts on the marks that it was decided by. */
  readonly isHeld: () => boolean;
}

/** The committed high-water marks of a room's clients, as far as they were asked for. */
export class Marks {
  readonly #options: MarksOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: MarksOptions) {
    this.#options = options;
  }

  known(clientId: string): number | undefined {
    return this.#entries.get(clientId)?.id;
  }

  async get(clientId: string): Promise<number> {
    return this.known(clientId) ?? this.load(clientId);
  }

  /** Asks the storage, also for a mark that is known: where others write to it too, that may be an old one. */
  async load(clientId: string): Promise<number> {
    const loaded = await this.#options.load(clientId);
    // A commit may have moved the mark meanwhile; it never moves back.
    const entry = this.#entries.get(clientId);
    if (entry !== undefined) {
      entry.id = Math.max(entry.id, loaded);
      return entry.id;
    }
    if (this.#entries.size >= MAX_MARKS && !this.#options.isHeld()) this.#entries.clear();
    this.#entries.set(clientId, { id: loaded, actor: null });
    return loaded;
  }

  /** Notes a mark that was committed, and that the storage knows the client as this actor. */
  committed(clientId: string, id: number, actor: Actor): void {
    const entry = this.#entries.get(clientId);
    if (entry === undefined) this.#entries.set(clientId, { id, actor });
    else {
      entry.id = id;
      entry.actor = actor;
    }
  }

  /** Whether the storage knows the client as this actor. */
  isKnown(clientId: string, actor: Actor): boolean {
    const known = this.#entries.get(clientId)?.actor ?? null;
    return known === actor || (known !== null && isSame(known, actor));
  }

  /** Asks anew for the marks of these, as far as they are known. */
  async reload(clientIds: readonly string[]): Promise<void> {
    const known = clientIds.filter((clientId) => this.#entries.has(clientId));
    if (known.length === 0) return;
    const marks = await this.#options.loadMany(known);
    for (const [clientId, id] of marks) this.#entries.set(clientId, { id, actor: null });
  }

  clear(): void {
    this.#entries.clear();
  }
}

function isSame(a: Actor, b: Actor): boolean {
  return (
    a.device === b.device &&
    a.role === b.role &&
    a.deviceName === b.deviceName &&
    a.label === b.label
  );
}
