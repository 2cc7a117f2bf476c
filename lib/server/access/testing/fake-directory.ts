import type { Directory, Link, Visitor } from '../../directory/directory.ts';

type Doorkeeping = Pick<
  Directory,
  | 'doors'
  | 'setPin'
  | 'setClosed'
  | 'createLink'
  | 'links'
  | 'findLink'
  | 'revokeLink'
  | 'touchLink'
  | 'grant'
  | 'grantsOf'
  | 'copyGrants'
  | 'moveDevice'
  | 'visitor'
  | 'visit'
>;

interface Room {
  readonly roomId: number;
  readonly code: string;
  pin: string | null;
  closedAt: number | null;
  deletedAt: number | null;
}

const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex');

/** As much of a directory as the door needs, in memory. Every look at it is counted. */
export class FakeDirectory implements Doorkeeping {
  readonly #rooms = new Map<number, Room>();
  readonly #links: { link: Link; hash: string }[] = [];
  readonly #grants = new Set<string>();
  readonly #visitors = new Map<string, Visitor>();
  /** Keys that were looked for: each has cost a hash. */
  lookups = 0;

  addRoom(roomId: number, code: string): void {
    this.#rooms.set(roomId, { roomId, code, pin: null, closedAt: null, deletedAt: null });
  }

  async doors(roomId: number) {
    const room = this.#rooms.get(roomId);
    return room === undefined ? null : { ...room };
  }

  async setPin(roomId: number, pin: string | null) {
    const room = this.#rooms.get(roomId);
    if (room !== undefined) room.pin = pin;
    for (const [key, visitor] of this.#visitors) {
      if (key.startsWith(`${roomId} `)) this.#visitors.set(key, { ...visitor, hasPin: false });
    }
  }

  async setClosed(roomId: number, at: number | null) {
    const room = this.#rooms.get(roomId);
    if (room !== undefined) room.closedAt = at;
  }

  async createLink({ keyHash, ...rest }: Parameters<Directory['createLink']>[0], max: number) {
    const valid = this.#links.filter(
      ({ link }) => link.roomId === rest.roomId && link.revokedAt === null,
    );
    if (valid.length >= max) return null;
    const link = { id: this.#links.length + 1, revokedAt: null, lastUsedAt: null, ...rest };
    this.#links.push({ link, hash: hex(keyHash) });
    return link;
  }

  async links(roomId: number) {
    return this.#links.map(({ link }) => link).filter((link) => link.roomId === roomId);
  }

  async findLink(keyHash: Uint8Array) {
    this.lookups += 1;
    return this.#links.find(({ hash }) => hash === hex(keyHash))?.link ?? null;
  }

  async revokeLink(roomId: number, linkId: number, at: number) {
    const kept = this.#links.find(({ link }) => link.id === linkId && link.roomId === roomId);
    if (kept === undefined || kept.link.revokedAt !== null) return false;
    kept.link = { ...kept.link, revokedAt: at };
    return true;
  }

  async touchLink(linkId: number, at: number) {
    const kept = this.#links.find(({ link }) => link.id === linkId);
    if (kept !== undefined) kept.link = { ...kept.link, lastUsedAt: at };
  }

  async grant(device: string, linkId: number) {
    this.#grants.add(`${linkId} ${device}`);
  }

  async grantsOf(roomId: number, device: string, now: number) {
    const links = await this.links(roomId);
    return links.filter(
      ({ id, revokedAt, expiresAt }) =>
        this.#grants.has(`${id} ${device}`) &&
        revokedAt === null &&
        (expiresAt === null || expiresAt > now),
    );
  }

  async copyGrants(from: string, to: string) {
    for (const grant of Array.from(this.#grants)) {
      const [link, device] = grant.split(' ');
      if (device === from) this.#grants.add(`${link} ${to}`);
    }
  }

  async moveDevice(from: string, to: string) {
    for (const grant of Array.from(this.#grants)) {
      const [link, device] = grant.split(' ');
      if (device !== from) continue;
      this.#grants.delete(grant);
      this.#grants.add(`${link} ${to}`);
    }
    const codes: string[] = [];
    for (const [key, visitor] of Array.from(this.#visitors)) {
      const [roomId, device] = key.split(' ');
      if (device !== from) continue;
      this.#visitors.delete(key);
      this.#visitors.set(`${roomId} ${to}`, { ...visitor, device: to });
      codes.push(this.#rooms.get(Number(roomId))?.code ?? '');
    }
    return codes;
  }

  async visitor(roomId: number, device: string) {
    return this.#visitors.get(`${roomId} ${device}`) ?? null;
  }

  async visit(roomId: number, { device, name, at, hasPin }: Parameters<Directory['visit']>[1]) {
    const known = this.#visitors.get(`${roomId} ${device}`);
    this.#visitors.set(`${roomId} ${device}`, {
      device,
      name,
      firstSeenAt: known?.firstSeenAt ?? at,
      lastSeenAt: at,
      hasPin: hasPin || known?.hasPin === true,
    });
  }
}
