import type {
  AdminSession,
  AuditEntry,
  AuditQuery,
  Directory,
  Doors,
  RoomsPage,
  RoomsQuery,
  RoomSummary,
} from '#lib/server/directory/directory.ts';

type Part = Pick<
  Directory,
  | 'rooms'
  | 'setClosed'
  | 'setDeleted'
  | 'erase'
  | 'expired'
  | 'record'
  | 'audit'
  | 'forgetAudit'
  | 'adminPassword'
  | 'setAdminPassword'
  | 'createAdminSession'
  | 'adminSession'
  | 'touchAdminSession'
  | 'endAdminSession'
  | 'endAdminSessions'
>;

export function roomSummary(roomId: number, room: Partial<RoomSummary> = {}): RoomSummary {
  return {
    roomId,
    code: `C${String(roomId).padStart(5, '0')}`,
    name: `Board ${roomId}`,
    pin: null,
    closedAt: null,
    deletedAt: null,
    players: 2,
    generation: 1,
    version: 1,
    scoringLocked: false,
    createdAt: roomId,
    activeAt: roomId,
    ...room,
  };
}

/** The part of the directory that the admin's side uses, in memory: for tests of what stands on it. */
export class FakeDirectory implements Part {
  list: RoomSummary[] = [];
  entries: (AuditEntry & { readonly id: number })[] = [];
  password: string | null = null;
  readonly sessions = new Map<string, AdminSession>();
  /** How often pages of rooms were asked for. */
  reads = 0;

  async rooms({
    text,
    order,
    descending,
    deleted = false,
    codes,
    offset,
    limit,
  }: RoomsQuery): Promise<RoomsPage> {
    this.reads += 1;
    const words = text?.toLowerCase() ?? '';
    const found = this.list.filter(
      (room) =>
        (room.deletedAt !== null) === deleted &&
        `${room.name} ${room.code}`.toLowerCase().includes(words) &&
        (codes === undefined || codes.includes(room.code)),
    );
    const keys = {
      activity: (room: RoomSummary) => room.activeAt,
      created: (room: RoomSummary) => room.createdAt,
      players: (room: RoomSummary) => room.players,
      name: (room: RoomSummary) => room.name,
      code: (room: RoomSummary) => room.code,
    };
    const key = keys[order];
    const compare = (a: RoomSummary, b: RoomSummary) =>
      key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.roomId - b.roomId;
    const sorted = found.toSorted((a, b) => (descending ? -compare(a, b) : compare(a, b)));
    return { rooms: sorted.slice(offset, offset + limit), total: found.length };
  }

  async setClosed(roomId: number, closedAt: number | null): Promise<void> {
    this.#change(roomId, { closedAt });
  }

  async setDeleted(roomId: number, deletedAt: number | null): Promise<void> {
    this.#change(roomId, { deletedAt });
  }

  async erase(roomId: number): Promise<void> {
    this.list = this.list.filter((room) => room.roomId !== roomId);
  }

  async expired({
    deletedBefore,
    idleSince,
    limit,
  }: {
    deletedBefore: number;
    idleSince: number;
    limit: number;
  }): Promise<Doors[]> {
    return this.list
      .filter(
        ({ deletedAt, activeAt }) =>
          (deletedAt !== null && deletedAt < deletedBefore) || activeAt < idleSince,
      )
      .slice(0, limit);
  }

  async record(entry: AuditEntry): Promise<void> {
    this.entries.push({ id: this.entries.length + 1, ...entry });
  }

  async audit({ code, before = Infinity, limit }: AuditQuery) {
    return this.entries
      .filter((entry) => entry.id < before && (code === undefined || entry.code === code))
      .toReversed()
      .slice(0, limit);
  }

  async forgetAudit(before: number): Promise<void> {
    this.entries = this.entries.filter(({ at }) => at >= before);
  }

  async adminPassword(): Promise<string | null> {
    return this.password;
  }

  async setAdminPassword(hash: string): Promise<void> {
    this.password = hash;
    this.sessions.clear();
  }

  async createAdminSession(idHash: Uint8Array, at: number): Promise<void> {
    this.sessions.set(hex(idHash), { createdAt: at, seenAt: at });
  }

  async adminSession(idHash: Uint8Array): Promise<AdminSession | null> {
    return this.sessions.get(hex(idHash)) ?? null;
  }

  async touchAdminSession(idHash: Uint8Array, at: number): Promise<void> {
    const session = this.sessions.get(hex(idHash));
    if (session !== undefined) this.sessions.set(hex(idHash), { ...session, seenAt: at });
  }

  async endAdminSession(idHash: Uint8Array): Promise<void> {
    this.sessions.delete(hex(idHash));
  }

  async endAdminSessions(): Promise<void> {
    this.sessions.clear();
  }

  #change(roomId: number, change: Partial<RoomSummary>): void {
    this.list = this.list.map((room) => (room.roomId === roomId ? { ...room, ...change } : room));
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
