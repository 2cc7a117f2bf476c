/** Where a room stands. */
export interface StoredPosition {
  readonly roomId: number;
  readonly epoch: number;
  readonly version: number;
}

/** Something that one node has told all others. */
export interface ToldChange {
  readonly id: number;
  readonly change: unknown;
}

/** What there is to see for a node that shares its storage with others. */
export interface SharedLook {
  /** By the storage's own clock, which is the same for all: milliseconds since the Unix epoch. */
  readonly now: number;
  /** The rooms that were asked for; those that are gone are left out. */
  readonly rooms: readonly StoredPosition[];
  /** What was told in the last ten seconds: so whoever looks each second hears all of it, several times. */
  readonly changes: readonly ToldChange[];
}

/** What a storage offers besides its rooms where several nodes use it. */
export interface SharedStorage {
  look(roomIds: readonly number[]): Promise<SharedLook>;
  /** Tells all nodes. Returns the id that it has in their {@link SharedLook}. */
  tell(change: unknown): Promise<number>;
}
